/** The destinations of a workspace at work: a lane for each live webhook, syncs for tables, and how each of them does. */
import { planOf } from '@rapport/core/engine/plan'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import type { ProfileId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { App } from '../runtime/app.ts'
import type { Openings } from '../provider/ssrf.ts'
import { bury, deadOf, unbury, type DeadLetter } from './dead.ts'
import { openLine, type Line } from './deliver.ts'
import { httpTable } from './http-table.ts'
import { openLane, progressKey, type Lane, type LaneCondition } from './lane.ts'
import { postgresTable } from './postgres.ts'
import { dropRemembered, openRemembered, rememberedIn, type Remembered } from './remembered.ts'
import { secretOf, type Environment } from './secret.ts'
import { recordReader } from './record.ts'
import { eraseThere, type ErasedThere } from './erase.ts'
import { goneRow, runSync, type SyncJob } from './sync.ts'
import { shapeOf, type Table } from './table.ts'
import { tryOut } from './try-out.ts'

/** What destinations work with. */
export interface DestinationOptions extends Openings {
  readonly app: App
  /** Where it is remembered what each destination was told. */
  readonly folder: string
  readonly env: Environment
  /** How often lanes look for something new, in milliseconds. Default 500; a commit wakes them at once. */
  readonly everyMs?: number
}

/** How a destination does, for people. */
export type DestinationCondition = Omit<LaneCondition, 'is'> & { readonly is: LaneCondition['is'] | 'off' | 'no_secret'; readonly behind: number; readonly dead: number }

/** What came of asking for a sync. */
export type SyncAnswer = { readonly is: 'ok'; readonly job: SyncJob } | { readonly is: 'refused'; readonly why: string }

/** The destinations. */
export interface Destinations {
  condition(definition: DestinationDefinition): Promise<DestinationCondition>
  /** Begins a sync, or with `dry` only works out the differences. The job goes on by itself. */
  sync(id: string, dry: boolean): SyncAnswer
  /** The newest sync, of either kind. */
  lastSync(id: string): SyncJob | null
  dead(id: string): Promise<readonly DeadLetter[]>
  /** Sends one given-up event again; answers why it was not taken, or null. */
  again(id: string, letter: string): Promise<string | null>
  /** Forgets one given-up event, or all. */
  drop(id: string, letter?: string): Promise<void>
  /** Sends a made-up event and says what was answered. */
  test(definition: DestinationDefinition): Promise<{ readonly ok: boolean; readonly sent: Json; readonly answered: string }>
  /** People were erased: their rows are deleted in every table destination, and what is remembered of them here goes with it. */
  erase(profiles: readonly ProfileId[]): Promise<readonly ErasedThere[]>
  /** Resolves when no sync is running and every lane has nothing to do or waits. */
  settled(): Promise<void>
  close(): Promise<void>
}

interface OpenLane {
  readonly lane: Lane
  readonly line: Line
  readonly remembered: Remembered
  /** The definition and the secret that it was opened with. */
  readonly made: string
  work: Promise<void> | null
  stopped: boolean
}

const IDLE_MS = 500

/** Starts them. Definitions may change at any time; lanes are opened, changed and closed accordingly. */
export async function openDestinations(options: DestinationOptions): Promise<Destinations> {
  const { app, folder, env } = options
  const lanes = new Map<string, OpenLane>()
  const syncs = new Map<string, SyncJob>()
  const syncing = new Map<string, Promise<unknown>>()
  let closing = false
  let looking: Promise<void> | null = null

  const definitions = (): readonly DestinationDefinition[] => app.workspace().definitions.destinations
  const find = (id: string): DestinationDefinition | undefined => definitions().find((one) => one.id === id)

  function lineOf(definition: DestinationDefinition): { readonly line: Line; readonly made: string } | null {
    const secret = secretOf(definition.secretRef, env)
    if (secret.is === 'none' && definition.secretRef !== undefined) return null
    const value = secret.is === 'there' ? secret.value : null
    return { line: openLine(definition.url ?? '', { ...options, secret: value }), made: JSON.stringify([definition, value]) }
  }

  async function arrange(): Promise<void> {
    const wanted = new Map(definitions().filter(({ kind, state }) => kind === 'webhook' && state === 'live').map((one) => [one.id, one]))
    for (const [id, open] of lanes) {
      const definition = wanted.get(id)
      const secret = definition ? secretOf(definition.secretRef, env) : null
      if (definition && open.made === JSON.stringify([definition, secret?.is === 'there' ? secret.value : null])) continue
      lanes.delete(id)
      await shut(open)
    }
    for (const definition of wanted.values()) {
      if (lanes.has(definition.id) || closing) continue
      const way = guarded(() => lineOf(definition))
      if (!way) continue
      const remembered = openRemembered(folder, definition.id, shapeOf(definition))
      const lane = await openLane({ app, definition, line: way.line, recordOf: recordReader(app, definition), remembered })
      lanes.set(definition.id, { lane, line: way.line, made: way.made, remembered, work: null, stopped: false })
    }
    const stored = (await app.reads.values(app.ws, progressKey(''))).map(({ key }) => key.slice(progressKey('').length))
    for (const id of new Set([...stored, ...rememberedIn(folder)])) {
      if (find(id) || lanes.has(id) || syncing.has(id)) continue
      await app.put(progressKey(id), null)
      await unbury(app, id)
      dropRemembered(folder, id)
    }
  }

  function guarded<T>(make: () => T): T | null {
    try {
      return make()
    } catch {
      // The address may not be called: the condition says so.
      return null
    }
  }

  async function shut(open: OpenLane): Promise<void> {
    open.stopped = true
    open.line.close()
    await open.work
    open.remembered.close()
  }

  /** Lets every lane that rests go on until it has nothing more to do. */
  function wake(): void {
    for (const open of lanes.values()) {
      if (open.work || open.stopped) continue
      open.work = (async () => {
        while (!open.stopped && (await open.lane.tick()) > 0);
      })()
        .catch(() => undefined)
        .finally(() => void (open.work = null))
    }
  }

  let arranged = -1
  async function look(): Promise<void> {
    const { version } = app.workspace()
    if (version !== arranged) {
      await arrange()
      arranged = version
    }
    wake()
  }
  function nudge(): void {
    if (closing || looking || (definitions().length === 0 && lanes.size === 0 && arranged === app.workspace().version)) return
    looking = look().catch(() => undefined).finally(() => void (looking = null))
  }
  const beat = setInterval(nudge, options.everyMs ?? IDLE_MS)
  beat.unref()
  const stopListening = app.onCommit(nudge)
  nudge()

  function tableOf(definition: DestinationDefinition): Table | string {
    const secret = secretOf(definition.secretRef, env)
    if (secret.is === 'none' && (definition.kind === 'postgres' || definition.secretRef !== undefined)) return secret.why
    try {
      if (definition.kind === 'postgres') return postgresTable(definition, secret.is === 'there' ? secret.value : '')
      return httpTable(definition, { ...options, secret: secret.is === 'there' ? secret.value : null })
    } catch (failure) {
      return (failure as Error).message
    }
  }

  async function carryOut(definition: DestinationDefinition, table: Table, job: SyncJob): Promise<void> {
    const remembered = openRemembered(folder, definition.id, shapeOf(definition))
    let ended: SyncJob
    try {
      ended = await runSync({
        app,
        plan: planOf(app.workspace()),
        definition,
        table,
        remembered,
        job,
        dry: job.dry,
        // Its end is told when everything is closed, so that whoever hears of it can begin the next one.
        note: (now) => void (now.state === 'running' && syncs.set(definition.id, now)),
        stopped: () => (closing ? 'the server was stopped meanwhile; sync again' : null),
      })
    } finally {
      remembered.close()
      await table.close()
    }
    syncing.delete(definition.id)
    syncs.set(definition.id, ended)
  }

  return {
    async condition(definition) {
      const open = lanes.get(definition.id)
      const [{ position: last }, dead] = await Promise.all([app.reads.last(app.ws), deadOf(app, definition.id)])
      const secret = secretOf(definition.secretRef, env)
      const noSecret = definition.secretRef !== undefined && secret.is === 'none' ? secret.why : undefined
      if (open) return { ...open.lane.condition(), behind: last - open.lane.condition().position, dead: dead.length }
      const stored = (await app.reads.value(app.ws, progressKey(definition.id))) as { readonly position?: number } | null
      const position = stored?.position ?? last
      const why = noSecret ?? (definition.url === undefined ? undefined : refusalOf(() => lineOf(definition)?.line.close()))
      const is = noSecret !== undefined ? 'no_secret' : definition.state === 'live' ? 'idle' : 'off'
      const behind = definition.kind === 'webhook' ? last - position : 0
      return { is, position, behind, delivered: 0, failures: 0, dead: dead.length, ...(why !== undefined && { why }) }
    },
    sync(id, dry) {
      const definition = find(id)
      if (!definition) return { is: 'refused', why: `there is no destination '${id}'` }
      if (definition.kind === 'webhook') return { is: 'refused', why: `'${id}' is a webhook, which gets changes as they happen; only postgres and http destinations have a table to sync` }
      if (definition.state !== 'live' && !dry) return { is: 'refused', why: `'${id}' is ${definition.state}; make it live first, or ask for a dry run` }
      if (syncing.has(id)) return { is: 'refused', why: `a sync of '${id}' is running; GET /v1/destinations/${id}/sync says how far it is` }
      const table = tableOf(definition)
      if (typeof table === 'string') return { is: 'refused', why: table }
      const job: SyncJob = {
        id: app.newId(), destination: id, dry, state: 'running', insert: 0, update: 0, delete: 0, unchanged: 0, leftOut: 0,
        examples: [], written: 0, refused: [], seen: 0, of: 0, percent: 0, startedAt: app.now(),
      }
      syncs.set(id, job)
      const failed = (failure: unknown): void => {
        const why = failure instanceof Error ? failure.message : String(failure)
        syncs.set(id, { ...(syncs.get(id) ?? job), state: 'failed', endedAt: app.now(), why })
      }
      const work: Promise<void> = carryOut(definition, table, job).catch(failed).finally(() => {
        if (syncing.get(id) === work) syncing.delete(id)
      })
      syncing.set(id, work)
      return { is: 'ok', job }
    },
    lastSync: (id) => syncs.get(id) ?? null,
    dead: (id) => deadOf(app, id),
    async again(id, letter) {
      const open = lanes.get(id)
      const found = (await deadOf(app, id)).find((one) => one.id === letter)
      if (!found) return `there is no given-up event '${letter}'`
      if (!open) return 'the destination is not live'
      const why = await open.lane.again(found.ref, found.nth)
      if (why === null) await unbury(app, id, letter)
      else await bury(app, id, { ...found, attempts: found.attempts + 1, why, at: app.now() })
      return why
    },
    drop: (id, letter) => unbury(app, id, letter),
    test: (definition) => tryOut(app, definition, { lineOf: () => lineOf(definition)?.line ?? null, tableOf: () => tableOf(definition), env }),
    async erase(profiles) {
      const done: ErasedThere[] = []
      for (const definition of definitions()) {
        await syncing.get(definition.id)
        const remembered = lanes.get(definition.id)?.remembered ?? openRemembered(folder, definition.id, shapeOf(definition))
        const rows = [...remembered.find(profiles).values()].flat()
        const forget = (): void => remembered.forget(rows)
        if (definition.kind === 'webhook') forget()
        else if (rows.length > 0) done.push(await eraseThere(definition, tableOf({ ...definition, deletes: 'delete' }), rows.map(({ key }) => goneRow(definition, key)), forget))
        if (!lanes.has(definition.id)) remembered.close()
      }
      return done
    },
    async settled() {
      for (;;) {
        await Promise.all([looking, ...syncing.values(), ...[...lanes.values()].map(({ work }) => work)])
        if (!looking && syncing.size === 0 && [...lanes.values()].every(({ work }) => !work)) return
      }
    },
    async close() {
      closing = true
      clearInterval(beat)
      stopListening()
      await looking
      await Promise.all([...lanes.values()].map(shut))
      await Promise.all(syncing.values())
    },
  }
}

function refusalOf(attempt: () => void): string | undefined {
  try {
    attempt()
    return undefined
  } catch (failure) {
    return (failure as Error).message
  }
}
