/** Cantonese in Latin letters: classes that bring Jyutping readings of Han characters and the free spellings of Hong Kong and Macau together. */
import { CANTONESE_READINGS } from './cantonese-readings.ts'

/** Classes of finals; Jyutping on the left. */
const JYUTPING_FINALS = finals(
  'a:aa,a ai:aai,ai au:aau,au am:aam,am an:aan,an ang:aang,ang ap:aap,ap at:aat,at ak:aak,ak e:e i:ei,i iu:eu,iu im:em,im in:en,in ing:eng,ing ip:ep,ip it:et,it ik:ek,ik eu:oe eung:oeng euk:oek ui:eoi,ui ' +
    'un:eon,un,yun ut:eot,ut,yut o:o,ou oi:oi on:on ong:ong ok:ok ot:ot u:u,yu ung:ung uk:uk m:m ng:ng',
)

/** The same classes as people in Hong Kong and Macau write them. */
const WRITTEN_FINALS = finals(
  'a:a,ah,ar ai:ai,aai,ay,aye au:au,ow,aau,aw am:am,um,aam an:an,aan ang:ang,aang ap:ap,up,aap at:at,aat ak:ak,aak,ack e:e,eh,er i:ei,i,ee,ey,ie,y,ze,z iu:iu,ew,io,eu im:im,eem in:in,een,ean ing:ing,eng ip:ip,eep it:it,eet ik:ik,ek,ick ' +
    'eung:eung,eong,oeng,euong euk:euk,eok,oek,eak ui:ui,ooi,uey,eui,uy,oey un:un,oon,uen,eon,uan ut:ut,uet,oot,eut o:o,oh,ou,or,oe,aw oi:oi,oy on:on ong:ong ok:ok,ock,oke ot:ot u:u,oo,ue,ew ung:ung,oong uk:uk,ook,uck m:m ng:ng',
)

let byCharacter: ReadonlyMap<string, readonly string[]> | null = null
let valid: ReadonlySet<string> | null = null

function finals(list: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const entry of list.split(' ')) {
    const [sound, written] = entry.split(':') as [string, string]
    for (const one of written.split(',')) found.set(one, [...(found.get(one) ?? []), sound])
  }
  return found
}

/** Cantonese sound classes of one Han character in its simplified form, the usual reading first; none when its reading is not known. */
export function cantoneseReadings(character: string): readonly string[] {
  byCharacter ??= tabulate()
  return byCharacter.get(character) ?? []
}

function tabulate(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const line of CANTONESE_READINGS) {
    for (const entry of line.split(' ')) {
      const syllable = /^[a-z]+/.exec(entry)![0]
      const sound = jyutpingClass(syllable)
      for (const character of entry.slice(syllable.length)) {
        const known = found.get(character) ?? []
        if (!known.includes(sound)) found.set(character, [...known, sound])
      }
    }
  }
  return found
}

function jyutpingClass(syllable: string): string {
  const initial = /^(ng(?=[aeo])|gw|kw|[bpmfdtnlgkhwzcsj]|)(?=.)/.exec(syllable)?.[0] ?? ''
  const rest = syllable === 'm' || syllable === 'ng' ? syllable : syllable.slice(initial.length)
  const first = syllable === rest ? '' : initial === 'j' ? 'y' : initialClass(initial)
  return first + (JYUTPING_FINALS.get(rest)?.[0] ?? rest)
}

function initialClass(initial: string): string {
  switch (initial) {
    case 'b': case 'p': case 'ph': return 'p'
    case 'd': case 't': case 'th': return 't'
    case 'g': case 'k': case 'kh': return 'k'
    case 'gw': case 'kw': case 'qu': case 'q': case 'ku': return 'kw'
    case 'z': case 'c': case 'ch': case 'ts': case 'tz': case 'tc': case 'j': case 'dz': return 'c'
    case 's': case 'sh': case 'sz': case 'x': return 's'
    case 'n': case 'l': return 'l'
    case 'ng': return ''
    default: return initial
  }
}

/** Sound classes of a word if it can be one or two Cantonese syllables, at most 4; the word is small Latin letters. */
export function cantoneseOf(word: string): readonly string[] {
  if (word.length > 12) return []
  const whole = syllableClasses(word)
  if (whole.length > 0) return whole
  const found: string[] = []
  for (let at = 2; at <= word.length - 2 && found.length < 4; at++) {
    const first = syllableClasses(word.slice(0, at))
    if (first.length === 0) continue
    for (const tail of syllableClasses(word.slice(at))) for (const head of first) found.push(head + tail)
  }
  return [...new Set(found)].slice(0, 4)
}

function syllableClasses(word: string): readonly string[] {
  valid ??= new Set([...(byCharacter ??= tabulate()).values()].flat())
  if (word === 'ng' || word === 'm') return [word]
  if (/^(sze|szu|sz)$/.test(word)) return ['si']
  if (/^(tsz|tsze|tze|tzu)$/.test(word)) return ['ci']
  const initial = /^(ng(?=[aeiou])|gw|kw|qu|ch|ts|tz|tc|dz|sz|sh|ph|th|kh|[bpmfdtnlgkhwzcsjyx]|)/.exec(word)![0]
  const rest = word.slice(initial.length)
  const sounds = WRITTEN_FINALS.get(rest) ?? []
  const known = valid
  // `yi`, `yu` and `wu` are written without their glide as well: `ip` is `yip`, `ue` is `yue`.
  const firsts = initial === '' && /^[iu]/.test(rest) ? ['y'] : [initialClass(initial)]
  return sounds.flatMap((sound) => firsts.map((first) => first + sound)).filter((sound) => known.has(sound)).slice(0, 2)
}
