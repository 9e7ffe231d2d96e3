/** The fault layer: whatever crosses a port may be slow, may fail, or may be the last thing its process does. */
import { Full } from '../ports/errors.ts'
import type { Log } from '../ports/log.ts'
import type { Applied, Commit, Store } from '../ports/store.ts'
import { chanceOf, type Chance } from './chance.ts'

/** A simulated process: what is known of it outside. */
export interface Life {
  readonly nr: number
  dead: boolean
}

/** Something that has been put off and goes on when somebody says so. */
interface Parked {
  readonly life: Life
  readonly go: () => void
}

/** The one source of trouble of a run. */
export interface Faults {
  /** Chance of the step that is being done. */
  chance: Chance
  /** How likely trouble is, 0 (none) to 1. */
  level: number
  /** Things put off. */
  readonly parked: Parked[]
  /** Ends a process: nothing of it is ever heard again. */
  kill(life: Life): void
  /** Waits until released; never comes back when the process ends before. */
  park(life: Life): Promise<void>
  /** Goes on with one thing that was put off; false when there is none. */
  release(): boolean
}

/** No trouble yet. */
export function createFaults(onKill: () => void): Faults {
  const parked: Parked[] = []
  return {
    chance: chanceOf(0),
    level: 1,
    parked,
    kill(life) {
      if (life.dead) return
      life.dead = true
      onKill()
    },
    park: (life) => new Promise((resolve) => parked.push({ life, go: resolve })),
    release() {
      if (parked.length === 0) return false
      const [one] = parked.splice(this.level === 0 ? 0 : this.chance.below(parked.length), 1)
      one?.go()
      return true
    },
  }
}

/** What a dead process waits for. */
export function never<T>(): Promise<T> {
  return new Promise(() => {})
}

/** What the outside sees of writes, the moment they are durable. */
export interface Watch {
  committed(commit: Commit, life: Life): void
  acquired(epoch: number, life: Life): void
}

/** The store as one process reaches it. */
export function faultyStore(store: Store & Log, life: Life, faults: Faults, watch: Watch): Store & Log {
  async function through<T>(weight: number, work: () => Promise<T>): Promise<T> {
    if (life.dead) return never()
    const dice = faults.chance.next() / Math.max(faults.level, 1e-9)
    if (dice < 0.0006 * weight) {
      faults.kill(life)
      return never()
    }
    if (dice < 0.02 * weight) await faults.park(life)
    if (life.dead) return never()
    const result = await work()
    if (dice >= 0.02 * weight && dice < 0.0206 * weight) {
      faults.kill(life)
      return never()
    }
    if (dice >= 0.0206 * weight && dice < 0.04 * weight) await faults.park(life)
    return life.dead ? never() : result
  }
  async function commit(commit: Commit): Promise<void> {
    return through(5, async () => {
      if (faults.chance.next() < 0.02 * faults.level) throw new Full('the simulated disk is full')
      await store.commit(commit)
      watch.committed(commit, life)
    })
  }
  async function acquire(ws: Parameters<Store['acquire']>[0]): Promise<number> {
    return through(2, async () => {
      const epoch = await store.acquire(ws)
      watch.acquired(epoch, life)
      return epoch
    })
  }
  async function apply(applied: Commit): Promise<Applied> {
    await commit(applied)
    const slow = faults.level > 0 && chanceOf(applied.append[0]?.position ?? 0).often(0.25)
    return { durable: slow ? faults.park(life).then(() => (life.dead ? never<void>() : undefined)) : Promise.resolve() }
  }
  const special: { readonly [name: string]: unknown } = { commit, apply, acquire }
  return new Proxy(store, {
    get(target, name: string) {
      if (Object.hasOwn(special, name)) return special[name]
      const method = target[name as keyof typeof target] as (...args: readonly unknown[]) => Promise<unknown>
      return (...args: readonly unknown[]) => through(1, () => method(...args))
    },
  })
}
