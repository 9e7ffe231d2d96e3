/** A warehouse in memory for the simulation: keeps blocks by token, so that "analytics equals log" can be checked; it knows no SQL. */
import type { Block, Warehouse } from '../ports/warehouse.ts'

/** A warehouse whose rows can be looked at. */
export interface MemoryWarehouse extends Warehouse {
  /** The rows of a table in order of insertion, each token once. */
  rows(table: Block['table']): readonly Block['rows'][number][]
}

/** Makes an empty one. */
export function createMemoryWarehouse(): MemoryWarehouse {
  const tables: { readonly [table in Block['table']]: Map<string, Block['rows']> } = { events: new Map(), profiles: new Map(), merges: new Map() }
  return {
    status: () => ({ is: 'ready' }),
    async insert(blocks) {
      for (const { table, token, rows } of blocks) if (!tables[table].has(token)) tables[table].set(token, rows)
    },
    async query() {
      throw new Error('This warehouse answers no SQL: it exists for the simulation. Start with an embedded or a distributed one to ask questions')
    },
    async remove(ws, removal) {
      const goes = (table: Block['table'], row: Block['rows'][number]): boolean => {
        if (row['ws'] !== ws) return false
        if (removal.is === 'people') return ['id', 'profile', 'from', 'into'].some((column) => !(table === 'events' && column === 'id') && removal.profiles.includes(String(row[column])))
        const type = String(row['type'])
        return table === 'events' && (removal.type === '*' ? !removal.except.includes(type) : type === removal.type) && Number(row['received_at']) < removal.before
      }
      for (const [table, blocks] of Object.entries(tables)) for (const [token, rows] of blocks) blocks.set(token, rows.filter((row) => !goes(table as Block['table'], row)))
    },
    async reset() {
      for (const blocks of Object.values(tables)) blocks.clear()
    },
    async close() {},
    rows: (table) => [...tables[table].values()].flat(),
  }
}
