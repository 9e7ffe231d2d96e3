/** How long a start takes, from the command to the first answer, and what the idle process weighs. */
import { join } from 'node:path'
import type { WorkspaceId } from '@rapport/core/base/id'
import { sqliteStore } from '../store/sqlite.ts'
import { inFolder } from './folder.ts'
import { fillPeople } from './people.ts'
import { startServerProcess } from './server-process.ts'

const IDLE_MS = 3_000

/** Runs it: an empty folder, then one with `people`. */
export async function benchStart(options: { readonly people: number; readonly seconds: number }) {
  return inFolder(async (data) => {
    const empty = await startServerProcess({ data })
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
    const idleRssMb = empty.rssMb()
    await empty.stop()
    const store = sqliteStore({ file: join(data, 'rapport.db'), synchronous: 'normal' })
    await fillPeople(store, 'default' as WorkspaceId, options.people)
    await store.close()
    const warm = await startServerProcess({ data })
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
    const rssMb = warm.rssMb()
    await warm.stop()
    return { emptyStartMs: Math.round(empty.startMs), idleRssMb, warmStartMs: Math.round(warm.startMs), rssMb, people: options.people }
  })
}
