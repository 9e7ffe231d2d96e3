/** The embedded store keeps the promises of every store. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logConformance } from '../ports/log.conformance.ts'
import { storeConformance } from '../ports/store.conformance.ts'
import { sqliteStore } from './sqlite.ts'
import type { SqliteStore } from './sqlite.ts'

async function make() {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-store-'))
  const opened: SqliteStore[] = []
  return {
    async open() {
      // 'normal' promises the same to a process that lives; the crash test uses 'full'.
      const store = sqliteStore({ file: join(folder, 'rapport.db'), synchronous: 'normal' })
      opened.push(store)
      return store
    },
    async end() {
      for (const store of opened) await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

storeConformance({ name: 'SQLite', make })
logConformance({ name: 'SQLite', make })
