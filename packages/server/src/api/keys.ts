/** Keys: who may do what. A key is a prefix and 256 random bits; only its SHA-256 is kept (`keys/ID`), so the key itself is shown once. */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Json } from '@rapport/core/base/json'
import { isJsonObject } from '@rapport/core/base/json'
import type { App } from '../runtime/app.ts'

/** What a key may do. `admin` includes everything. */
export const SCOPES = ['read', 'write', 'decide', 'append', 'admin'] as const
/** One of SCOPES. */
export type Scope = (typeof SCOPES)[number]

/** A key as stored. Write keys stand in web pages, so they can only append, whatever `scopes` says. */
export interface KeyRecord {
  readonly id: string
  readonly kind: 'write' | 'api'
  readonly name: string
  /** Name of the source that events sent with it belong to. */
  readonly source: string
  readonly scopes: readonly Scope[]
  /** SHA-256 of the key, hex. */
  readonly hash: string
  /** First characters, to recognise it by. */
  readonly prefix: string
  readonly createdAt: number
  readonly revokedAt?: number
}

/** What a new key shall be. */
export interface KeyWish {
  readonly kind: 'write' | 'api'
  readonly name: string
  readonly source?: string
  readonly scopes?: readonly Scope[]
}

/** All keys of a workspace, indexed in memory: a lookup costs about two microseconds and no read. */
export interface KeyRing {
  /** The live key with this text, or null. */
  find(secret: string): KeyRecord | null
  /** Like `find`, but looks at the store again (at most once a second) before it says no: another process may have made the key. */
  findFresh(secret: string): Promise<KeyRecord | null>
  byId(id: string): KeyRecord | null
  list(): readonly KeyRecord[]
  create(wish: KeyWish): Promise<{ readonly key: KeyRecord; readonly secret: string }>
  /** Makes a given text a key, or keeps it one. `id` is stable, so that a changed text replaces the old one. */
  fix(id: string, secret: string, wish: KeyWish): Promise<KeyRecord>
  revoke(id: string): Promise<KeyRecord | null>
  /** A key that opens one console session within 15 minutes and is never stored. */
  oneTime(): string
  /** Takes a one-time key; null when it is none, spent or too old. */
  spend(secret: string): KeyRecord | null
}

/** How old the index may grow before a lookup renews it behind the scenes: a key revoked by another process works this long. */
const REFRESH_MS = 10_000
const MISS_REFRESH_MS = 1_000
const ONE_TIME_MS = 15 * 60_000
const MOST_ONE_TIME = 100

/** Reads the keys of the app's workspace. */
export async function openKeys(app: App): Promise<KeyRing> {
  let byHash = new Map<string, KeyRecord>()
  let byId = new Map<string, KeyRecord>()
  let loadedAt = 0
  let loading: Promise<void> | null = null
  const oneTimes = new Map<string, number>()

  const load = (): Promise<void> => {
    loading ??= app.reads
      .values(app.ws, 'keys/')
      .then((values) => {
        const records = values.map(({ value }) => readKey(value)).filter((key) => key !== null)
        byId = new Map(records.map((key) => [key.id, key]))
        byHash = new Map(records.filter((key) => key.revokedAt === undefined).map((key) => [key.hash, key]))
        loadedAt = app.now()
      })
      .finally(() => {
        loading = null
      })
    return loading
  }
  const store = async (key: KeyRecord): Promise<KeyRecord> => {
    const previous = byId.get(key.id)
    await app.put(`keys/${key.id}`, { ...key } as unknown as Json)
    if (previous) byHash.delete(previous.hash)
    byId.set(key.id, key)
    if (key.revokedAt === undefined) byHash.set(key.hash, key)
    return key
  }
  const find = (secret: string): KeyRecord | null => {
    if (app.now() - loadedAt > REFRESH_MS) load().catch(() => undefined)
    if (secret.length < 4 || secret.length > 200) return null
    const digest = hashOf(secret)
    const key = byHash.get(digest)
    return key && timingSafeEqual(Buffer.from(key.hash), Buffer.from(digest)) ? key : null
  }
  await load()

  return {
    find,
    async findFresh(secret) {
      const known = find(secret)
      if (known || app.now() - loadedAt < MISS_REFRESH_MS) return known
      await load()
      return find(secret)
    },
    byId: (id) => byId.get(id) ?? null,
    list: () => [...byId.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    async create(wish) {
      const id = randomBytes(6).toString('hex')
      const secret = `${wish.kind === 'write' ? 'rpw' : 'rpk'}_${randomBytes(32).toString('base64url')}`
      return { key: await store(recordOf(id, secret, wish, app.now())), secret }
    },
    async fix(id, secret, wish) {
      const known = byId.get(id)
      if (known && known.hash === hashOf(secret) && known.revokedAt === undefined) return known
      return store(recordOf(id, secret, wish, app.now()))
    },
    async revoke(id) {
      const key = byId.get(id)
      if (!key) return null
      return key.revokedAt === undefined ? store({ ...key, revokedAt: app.now() }) : key
    },
    oneTime() {
      const secret = `rpo_${randomBytes(32).toString('base64url')}`
      if (oneTimes.size >= MOST_ONE_TIME) oneTimes.delete(oneTimes.keys().next().value ?? '')
      oneTimes.set(hashOf(secret), app.now() + ONE_TIME_MS)
      return secret
    },
    spend(secret) {
      const digest = hashOf(secret)
      const until = oneTimes.get(digest)
      oneTimes.delete(digest)
      if (until === undefined || until < app.now()) return null
      return recordOf('console', secret, { kind: 'api', name: 'Console', scopes: SCOPES }, app.now())
    },
  }
}

/**
 * Sees to it that there is a write key and an API key. Texts that are given become keys (and replace the ones fixed before); without one, a key is made
 * when there is none yet. Answers the texts that are known: a key made earlier is not, because only its hash is kept.
 */
export async function ensureKeys(
  ring: KeyRing,
  given: { readonly writeKey?: string | undefined; readonly apiKey?: string | undefined },
): Promise<{ readonly writeKey: string | null; readonly apiKey: string | null }> {
  const write: KeyWish = { kind: 'write', name: 'First write key', source: 'web' }
  const api: KeyWish = { kind: 'api', name: 'First API key', source: 'api', scopes: SCOPES }
  return { writeKey: await ensure(ring, 'fixed-write', given.writeKey, write), apiKey: await ensure(ring, 'fixed-api', given.apiKey, api) }
}

async function ensure(ring: KeyRing, id: string, given: string | undefined, wish: KeyWish): Promise<string | null> {
  if (given !== undefined && given !== '') {
    if (given.length < 4 || given.length > 200) throw new Error(`The fixed ${wish.kind} key must have 4 to 200 characters, it has ${given.length}. Choose a long random text.`)
    await ring.fix(id, given, wish)
    return given
  }
  if (ring.list().some((key) => key.kind === wish.kind && key.revokedAt === undefined)) return null
  return (await ring.create(wish)).secret
}

/** What a key may really do. */
export function scopesOf(key: KeyRecord): readonly Scope[] {
  return key.kind === 'write' ? ['append'] : key.scopes
}

function recordOf(id: string, secret: string, wish: KeyWish, now: number): KeyRecord {
  const scopes = wish.kind === 'write' ? (['append'] as const) : (wish.scopes ?? ['read', 'write', 'decide', 'append'])
  const source = wish.source ?? (wish.kind === 'write' ? 'web' : 'api')
  return { id, kind: wish.kind, name: wish.name, source, scopes, hash: hashOf(secret), prefix: secret.slice(0, Math.min(8, secret.length >> 1)), createdAt: now }
}

function readKey(value: Json): KeyRecord | null {
  return isJsonObject(value) && typeof value.id === 'string' && typeof value.hash === 'string' ? (value as unknown as KeyRecord) : null
}

function hashOf(secret: string): string {
  return hash('sha256', secret)
}
