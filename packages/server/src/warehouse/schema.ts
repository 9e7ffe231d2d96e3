/** The warehouse's tables and views, in ClickHouse SQL. Embedded and distributed use the same text. */

/** Database that everything lives in. */
export const DATABASE = 'rapport'

/** Remembered tokens a table. A block that is tried again within so many blocks is not inserted twice. */
const TOKENS = 100_000

/** Each block reaches the disk before it is answered: the log's reader remembers how far it came, and must not remember more than is there. */
const DURABLE = `settings non_replicated_deduplication_window = ${TOKENS}, fsync_after_insert = 1, fsync_part_directory = 1`

/** Tables that are emptied and filled. */
export const TABLES = ['events', 'profiles', 'merges'] as const

/** What queries read: duplicates gone, merged people resolved. A profile that leads to itself was merged once and is a person of its own again. */
export const VIEWS = ['events_v', 'profiles_v'] as const

/**
 * Statements that make everything that is not there yet. The replacing engine is the second fence behind the token: the same event in two different
 * blocks (a rebuild beside a running sink) still counts once, because its whole sorting key is the same. `key` stands for an id: comparing and
 * joining numbers makes a funnel over the views about twice as fast as doing so with texts of forty characters.
 */
export const CREATE: readonly string[] = [
  `create table if not exists events (
    ws String, id String, type LowCardinality(String), at DateTime64(3, 'UTC'), received_at DateTime64(3, 'UTC'), source LowCardinality(String),
    profile String, properties String, context String, cause String,
    key UInt64 materialized cityHash64(id)
  ) engine = ReplacingMergeTree order by (ws, type, at, key) ${DURABLE}`,
  `create table if not exists profiles (
    ws String, id String, traits String, segments Array(String), updated_at DateTime64(3, 'UTC')
  ) engine = ReplacingMergeTree(updated_at) order by (ws, id) ${DURABLE}`,
  `create table if not exists merges (
    ws String, \`from\` String, into String, position UInt64,
    key UInt64 materialized cityHash64(ws, \`from\`)
  ) engine = ReplacingMergeTree(position) order by (ws, \`from\`) ${DURABLE}`,
  `create or replace view events_v as
    select e.ws as ws, e.id as id, e.type as type, e.at as at, e.received_at as received_at, e.source as source,
      if(m.\`from\` = e.profile, m.into, e.profile) as profile, e.properties as properties, e.context as context, e.cause as cause
    from (select * from events final) as e
    left any join (select key, \`from\`, into from merges final) as m on m.key = cityHash64(e.ws, e.profile)`,
  `create or replace view profiles_v as
    select p.ws as ws, p.id as id, p.traits as traits, p.segments as segments, p.updated_at as updated_at
    from (select * from profiles final) as p
    left anti join (select ws, \`from\` from merges final where into != \`from\`) as m on m.ws = p.ws and m.\`from\` = p.id`,
]

/** Statements that remove everything, tokens included. */
export const DROP: readonly string[] = [...VIEWS.map((view) => `drop view if exists ${view} sync`), ...TABLES.map((table) => `drop table if exists ${table} sync`)]

/** How many older merges still lead to one of the profiles in `froms`, which have been merged on themselves. */
export const CHAINED = `select count() as n from (select * from merges final) as m join (select * from merges final) as n on n.ws = m.ws and n.\`from\` = m.into
  where m.into in {froms:Array(String)} and n.into != m.\`from\` and n.into != n.\`from\``

/** Leads these one step on, so that a view needs one look-up however long the chain of merges is. */
export const SHORTEN = `insert into merges (ws, \`from\`, into, position)
  select m.ws, m.\`from\`, n.into, greatest(m.position, n.position)
  from (select * from merges final) as m join (select * from merges final) as n on n.ws = m.ws and n.\`from\` = m.into
  where m.into in {froms:Array(String)} and n.into != m.\`from\` and n.into != n.\`from\``

/** Where rows of some people lie: the condition for each table. Parameters: `ws` and `gone`, an array of profile ids. */
export const OF_PEOPLE: { readonly [table in (typeof TABLES)[number]]: string } = {
  events: 'ws = {ws:String} and profile in {gone:Array(String)}',
  profiles: 'ws = {ws:String} and id in {gone:Array(String)}',
  merges: 'ws = {ws:String} and (`from` in {gone:Array(String)} or into in {gone:Array(String)})',
}

/** Events whose time is over. Parameters: `ws`, `type`, `except` (only for the type `*`), `before`. */
export const EXPIRED_EVENTS = `ws = {ws:String} and ({type:String} = '*' ? not has({except:Array(String)}, type) : type = {type:String}) and received_at < fromUnixTimestamp64Milli({before:Int64}, 'UTC')`

/**
 * Statements that remove the rows of a table that fit a condition, and the files that held them. A mutation writes the parts anew that have such rows, but the old
 * ones (and the text of the mutation) stay on disk for minutes, in chDB for ever; so a table that has only the living parts, as hard links, takes its place.
 */
export function removing(table: string, condition: string): readonly string[] {
  const swept = `${table}_swept`
  return [
    `alter table ${table} delete where ${condition} settings mutations_sync = 2`,
    `drop table if exists ${swept} sync`,
    `create table ${swept} as ${table}`,
    `alter table ${swept} attach partition tuple() from ${table}`,
    `exchange tables ${table} and ${swept}`,
    `drop table ${swept} sync`,
  ]
}
