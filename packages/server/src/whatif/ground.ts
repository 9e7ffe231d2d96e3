/** The decisions of a time as columns, with what became of each: what strategies are replayed on. Grows at its end while the log does. */

/** Checks that an offer failed, by their index in `check`. Only these can be undone by a strategy. */
export const UNDOABLE = ['eligibility', 'tier', 'moment'] as const

/** A list of numbers that grows. */
export interface Column {
  push(value: number): void
  readonly length: number
  /** The numbers so far; valid until the next push. */
  values(): Float64Array
}

/** An empty one. */
export function column(): Column {
  let memory = new Float64Array(1024)
  let length = 0
  return {
    push(value) {
      if (length === memory.length) {
        const larger = new Float64Array(memory.length * 2)
        larger.set(memory)
        memory = larger
      }
      memory[length++] = value
    },
    get length() {
      return length
    },
    values: () => memory.subarray(0, length),
  }
}

/** Names that are numbered as they come. */
export interface Names {
  idOf(name: string): number
  nameOf(id: number): string
  find(name: string): number | undefined
  readonly count: number
}

/** No names yet. */
export function names(): Names {
  const ids = new Map<string, number>()
  const list: string[] = []
  return {
    idOf(name) {
      const known = ids.get(name)
      if (known !== undefined) return known
      ids.set(name, list.length)
      list.push(name)
      return list.length - 1
    },
    nameOf: (id) => list[id] ?? '',
    find: (name) => ids.get(name),
    get count() {
      return list.length
    },
  }
}

/** Columns of decisions. Rows are decisions in the order of the log; candidates of a row lie between its `first` and the next row's. */
export interface Ground {
  readonly people: Names
  readonly offers: Names
  readonly placements: Names
  readonly channels: Names
  readonly momentIds: Names
  /** Whoever was made one with another: person → person. */
  readonly joined: Map<number, number>
  readonly at: Column
  readonly unit: Column
  /** 1: somebody is known. */
  readonly known: Column
  readonly placement: Column
  readonly channel: Column
  /** Offer, −1 for doing nothing. */
  readonly chosen: Column
  readonly propensity: Column
  readonly exploration: Column
  /** NaN: none, the best takes all. */
  readonly sharpness: Column
  /** 1: one of several places of a slate. */
  readonly slate: Column
  /** 0, or 1 + index into `momentSets`. */
  readonly moments: Column
  readonly momentSets: readonly (readonly number[])[]
  readonly contexts: Map<number, unknown>
  /** Moments of outcomes, 0: not (yet). */
  readonly shown: Column
  readonly clicked: Column
  readonly worked: Column
  readonly optedOut: Column
  /** Where the row's possible offers begin in the columns below (doing nothing is not among them). */
  readonly first: Column
  readonly offer: Column
  readonly chance: Column
  readonly p: Column
  /** What the learner said where it only watched; NaN: nothing. */
  readonly learned: Column
  readonly value: Column
  readonly lever: Column
  readonly cost: Column
  readonly channelCost: Column
  readonly shadow: Column
  readonly taken: Column
  readonly score: Column
  /** Where the row's impossible offers begin. */
  readonly firstOut: Column
  readonly outOffer: Column
  /** Index into UNDOABLE. */
  readonly outCheck: Column
  /** Where the row's features begin. */
  readonly firstX: Column
  readonly xAt: Column
  readonly xValue: Column
  /** Decisions that are not in the columns, by reason. */
  readonly leftOut: Map<string, number>
}

/** No decisions yet. */
export function emptyGround(): Ground & { readonly momentSets: (readonly number[])[] } {
  const columns = () => column()
  return {
    people: names(), offers: names(), placements: names(), channels: names(), momentIds: names(),
    joined: new Map(), at: columns(), unit: columns(), known: columns(), placement: columns(), channel: columns(), chosen: columns(), propensity: columns(),
    exploration: columns(), sharpness: columns(), slate: columns(), moments: columns(), momentSets: [], contexts: new Map(),
    shown: columns(), clicked: columns(), worked: columns(), optedOut: columns(),
    first: columns(), offer: columns(), chance: columns(), p: columns(), learned: columns(), value: columns(), lever: columns(), cost: columns(),
    channelCost: columns(), shadow: columns(), taken: columns(), score: columns(),
    firstOut: columns(), outOffer: columns(), outCheck: columns(), firstX: columns(), xAt: columns(), xValue: columns(), leftOut: new Map(),
  }
}

/** Who a person is by now: merges are followed. */
export function nowOf({ joined }: Pick<Ground, 'joined'>, person: number): number {
  let at = person
  for (let step = 0; step < 100; step++) {
    const next = joined.get(at)
    if (next === undefined) return at
    at = next
  }
  return at
}
