/**
 * Patterns for texts in a safe subset of regular expressions: every text is read once from left to right, whatever the pattern, so no pattern and no
 * text can hold the collector up. Thompson's construction (Thompson 1968), made deterministic while reading, as grep does.
 */

/** A pattern ready to match whole texts. */
export interface Pattern {
  /** True when the whole text (not a part of it) has this form. */
  matches(text: string): boolean
}

/** A pattern, or why there is none. */
export type PatternResult = { readonly is: 'ok'; readonly pattern: Pattern } | { readonly is: 'bad'; readonly why: string }

/** Characters of a pattern. */
export const PATTERN_MAX = 500
/** Steps of the machine that a pattern is made into; repetitions like {1,500} multiply them. */
const STATES_MAX = 3_000
const TOO_LARGE = `is too large: its repetitions multiply to more than ${STATES_MAX} characters`
/** Nesting of groups. */
const DEPTH_MAX = 30
/** Ready-made transitions that are kept; then they are made anew. */
const TRANSITIONS_MAX = 4_000

/** Ranges of code points, both ends included. */
type Ranges = readonly (readonly [from: number, to: number])[]
type Node =
  | { readonly is: 'set'; readonly ranges: Ranges; readonly not: boolean }
  | { readonly is: 'row'; readonly parts: readonly Node[] }
  | { readonly is: 'either'; readonly parts: readonly Node[] }
  | { readonly is: 'repeat'; readonly part: Node; readonly least: number; readonly most: number }

const DIGIT: Ranges = [[48, 57]]
const WORD: Ranges = [[48, 57], [65, 90], [95, 95], [97, 122]]
const SPACE: Ranges = [[9, 13], [32, 32], [160, 160], [0x1680, 0x1680], [0x2000, 0x200a], [0x2028, 0x2029], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000], [0xfeff, 0xfeff]]
const LINE_ENDS: Ranges = [[10, 10], [13, 13], [0x2028, 0x2029]]
const CONTROLS: { readonly [letter: string]: number } = { n: 10, r: 13, t: 9, f: 12, v: 11 }

/** A fault in a pattern, on its way out of the reader. */
class Fault extends Error {}

/**
 * Reads a pattern: literals, `.`, `[a-z]`, `[^…]`, `\d \w \s` and their opposites, groups, `|`, `*`, `+`, `?`, `{m,n}`. It always stands for the whole text
 * (`^` at the beginning and `$` at the end may be written). What needs looking back or ahead (`\1`, `(?=`, `\b`) is refused.
 */
export function compilePattern(source: string): PatternResult {
  if (source.length > PATTERN_MAX) return { is: 'bad', why: `is longer than ${PATTERN_MAX} characters` }
  try {
    return { is: 'ok', pattern: machine(read(source)) }
  } catch (fault) {
    if (fault instanceof Fault) return { is: 'bad', why: fault.message }
    throw fault
  }
}

function read(source: string): Node {
  const characters = [...source]
  if (characters[0] === '^') characters.shift()
  if (characters.at(-1) === '$' && (characters.at(-2) !== '\\' || characters.at(-3) === '\\')) characters.pop()
  let place = 0
  const peek = (): string | undefined => characters[place]
  const fail = (what: string): never => {
    throw new Fault(`${what} (character ${place + 1} of '${source}')`)
  }

  function either(depth: number): Node {
    if (depth > DEPTH_MAX) fail('groups are nested too deep')
    const parts = [row(depth)]
    while (peek() === '|') {
      place++
      parts.push(row(depth))
    }
    return parts.length === 1 ? (parts[0] as Node) : { is: 'either', parts }
  }
  function row(depth: number): Node {
    const parts: Node[] = []
    while (place < characters.length && peek() !== '|' && peek() !== ')') parts.push(repeated(one(depth)))
    return { is: 'row', parts }
  }
  function repeated(part: Node): Node {
    const times = quantifier()
    if (times === null) return part
    const sign = peek()
    if (sign === '?' || sign === '*' || sign === '+' || (sign === '{' && isBraces())) fail('one repetition directly after another is not possible; the whole text is always matched, so none needs to be lazy')
    return { is: 'repeat', part, least: times[0], most: times[1] }
  }
  function quantifier(): readonly [number, number] | null {
    const sign = peek()
    if (sign === '*' || sign === '+' || sign === '?') {
      place++
      return sign === '*' ? [0, Infinity] : sign === '+' ? [1, Infinity] : [0, 1]
    }
    if (sign !== '{') return null
    const found = braces() ?? fail("a { that begins no repetition must be written \\{")
    place += [...found[0]].length
    const least = Number(found[1])
    const most = found[2] === undefined ? least : found[3] === '' ? Infinity : Number(found[3])
    if (most < least) fail('a repetition needs its smaller number first')
    return [least, most]
  }
  function braces(): RegExpExecArray | null {
    return /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(characters.slice(place, place + 12).join(''))
  }
  function isBraces(): boolean {
    return braces() !== null
  }
  function one(depth: number): Node {
    const sign = characters[place++] as string
    if (sign === '(') {
      if (peek() === '?') {
        if (characters[place + 1] !== ':') fail('looking ahead or back and named groups are not possible; use ( ) or (?: )')
        place += 2
      }
      const inside = either(depth + 1)
      if (characters[place++] !== ')') fail('a ) is missing')
      return inside
    }
    if (sign === '[') return set()
    if (sign === '.') return { is: 'set', ranges: LINE_ENDS, not: true }
    if (sign === '\\') return escaped()
    if ('*+?'.includes(sign)) fail(`nothing stands before the ${sign}`)
    if (sign === '{' || sign === '}' || sign === ']') fail(`a ${sign} by itself must be written \\${sign}`)
    if (sign === '^' || sign === '$') fail(`the pattern always stands for the whole text; a ${sign} in the middle must be written \\${sign}`)
    const code = sign.codePointAt(0) as number
    return { is: 'set', ranges: [[code, code]], not: false }
  }
  function escaped(): Node {
    const letter = characters[place++] ?? fail('a \\ stands at the end')
    const set = classOf(letter)
    if (set) return { is: 'set', ...set }
    const code = literalOf(letter)
    return { is: 'set', ranges: [[code, code]], not: false }
  }
  function literalOf(letter: string): number {
    if (Object.hasOwn(CONTROLS, letter)) return CONTROLS[letter] as number
    if (/[A-Za-z0-9]/.test(letter)) fail(`\\${letter} is not possible here`)
    return letter.codePointAt(0) as number
  }
  function set(): Node {
    const not = peek() === '^'
    if (not) place++
    const ranges: (readonly [number, number])[] = []
    while (peek() !== ']') {
      const sign = characters[place++] ?? fail('a ] is missing')
      const escape = sign === '\\' ? (characters[place++] ?? fail('a \\ stands at the end')) : null
      const whole = escape === null ? null : classOf(escape)
      if (whole) {
        ranges.push(...(whole.not ? opposite(whole.ranges) : whole.ranges))
        continue
      }
      const from = escape === null ? (sign.codePointAt(0) as number) : literalOf(escape)
      if (peek() === '-' && characters[place + 1] !== ']' && characters[place + 1] !== undefined) {
        place++
        const end = characters[place++] as string
        const to = end === '\\' ? literalOf(characters[place++] ?? fail('a \\ stands at the end')) : (end.codePointAt(0) as number)
        if (to < from) fail('a range needs its smaller end first')
        ranges.push([from, to])
      } else ranges.push([from, from])
    }
    place++
    return { is: 'set', ranges, not }
  }

  const whole = either(0)
  if (place < characters.length) fail('a ) has no ( before it')
  return whole
}

function classOf(letter: string): { readonly ranges: Ranges; readonly not: boolean } | null {
  const ranges = { d: DIGIT, w: WORD, s: SPACE }[letter.toLowerCase()]
  return ranges === undefined ? null : { ranges, not: letter !== letter.toLowerCase() }
}

function opposite(ranges: Ranges): Ranges {
  const result: (readonly [number, number])[] = []
  let next = 0
  for (const [from, to] of ranges) {
    if (from > next) result.push([next, from - 1])
    next = to + 1
  }
  return [...result, [next, 0x10ffff]]
}

/** One state: reads a character of a set and goes to `out`, or goes to `out` and `other` without reading. */
interface State {
  readonly ranges: Ranges | null
  readonly not: boolean
  out: number
  other: number
}
/** A set of states as one, with the transitions found so far. */
interface Together {
  readonly states: readonly number[]
  readonly accepts: boolean
  readonly next: Map<number, Together | null>
}

function machine(node: Node): Pattern {
  const states: State[] = [{ ranges: null, not: false, out: -1, other: -1 }]
  const add = (state: State): number => {
    if (states.length >= STATES_MAX) throw new Fault(TOO_LARGE)
    return states.push(state) - 1
  }
  let built = 0
  // Built from the end: the state to begin with, given the state that comes after. State 0 is the end. What is empty makes no state, but takes time.
  const build = (part: Node, after: number): number => {
    if (++built > 10 * STATES_MAX) throw new Fault(TOO_LARGE)
    switch (part.is) {
      case 'set':
        return add({ ranges: part.ranges, not: part.not, out: after, other: -1 })
      case 'row':
        return part.parts.reduceRight((next, one) => build(one, next), after)
      case 'either':
        return part.parts.map((one) => build(one, after)).reduceRight((other, out) => add({ ranges: null, not: false, out, other }))
      case 'repeat':
        return repeat(part, after)
    }
  }
  const repeat = ({ part, least, most }: Node & { readonly is: 'repeat' }, after: number): number => {
    let next = after
    if (most === Infinity) {
      next = add({ ranges: null, not: false, out: -1, other: after })
      ;(states[next] as State).out = build(part, next)
    } else for (let i = least; i < most; i++) next = add({ ranges: null, not: false, out: build(part, next), other: after })
    for (let i = 0; i < least; i++) next = build(part, next)
    return next
  }
  const first = build(node, 0)
  const closure = (from: readonly number[]): Together => {
    const seen = new Set<number>()
    const pending = [...from]
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      const state = states[place]
      if (state === undefined || seen.has(place)) continue
      seen.add(place)
      if (state.ranges === null && place !== 0) pending.push(state.out, state.other)
    }
    return { states: [...seen].filter((place) => states[place]?.ranges !== null).sort((a, b) => a - b), accepts: seen.has(0), next: new Map() }
  }
  let known = new Map<string, Together>()
  let transitions = 0
  const begin = closure([first])
  const step = (from: Together, code: number): Together | null => {
    const outs = from.states.flatMap((place) => {
      const state = states[place] as State
      return (state.ranges as Ranges).some(([low, high]) => code >= low && code <= high) !== state.not ? [state.out] : []
    })
    let to: Together | null = null
    if (outs.length > 0) {
      const fresh = closure(outs)
      const key = `${fresh.accepts ? '+' : ''}${fresh.states.join(',')}`
      to = known.get(key) ?? fresh
      known.set(key, to)
    }
    if (++transitions > TRANSITIONS_MAX) {
      for (const one of known.values()) one.next.clear()
      begin.next.clear()
      known = new Map()
      transitions = 0
    }
    from.next.set(code, to)
    return to
  }
  return {
    matches(text) {
      let here = begin
      for (let i = 0; i < text.length; i++) {
        const code = text.codePointAt(i) as number
        if (code > 0xffff) i++
        const next = here.next.get(code)
        const to = next === undefined ? step(here, code) : next
        if (to === null) return false
        here = to
      }
      return here.accepts
    },
  }
}
