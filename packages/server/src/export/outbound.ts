/** Everything that leaves for other systems by itself or as a file: exports, destinations, syncs. Opened once by whoever runs the product. */
import { join } from 'node:path'
import type { ProfileId } from '@rapport/core/base/id'
import type { App } from '../runtime/app.ts'
import { openDestinations, type Destinations, type DestinationOptions } from './destinations.ts'
import { openExports, type Exports } from './exports.ts'

/** The parts. */
export interface Outbound {
  readonly exports: Exports
  readonly destinations: Destinations
  /**
   * People were erased: every exported file goes (files do not say who is in them), their rows in tables elsewhere are deleted, and what is remembered of
   * them here is forgotten. Answers what was done by place; rows that could not be deleted now are counted as pending, and the next sync deletes them.
   */
  erase(profiles: readonly ProfileId[]): Promise<{ readonly [place: string]: number }>
  /** Deletes every exported file; answers how many. */
  dropExports(): number
  close(): Promise<void>
}

/** Opens the folders `exports` and `destinations` below `data` and starts delivering to live destinations. */
export async function openOutbound(options: Omit<DestinationOptions, 'folder'> & { readonly app: App; readonly data: string }): Promise<Outbound> {
  const exports = openExports({ app: options.app, folder: join(options.data, 'exports') })
  const destinations = await openDestinations({ ...options, folder: join(options.data, 'destinations') })
  const dropExports = (): number => exports.dropExports('somebody was erased; ask for it again')
  return {
    exports,
    destinations,
    dropExports,
    async erase(profiles) {
      const files = dropExports()
      const there = await destinations.erase(profiles)
      const rows = there.flatMap(({ destination, deleted, pending }) => [[`destination ${destination}`, deleted], [`destination ${destination} (pending)`, pending]] as const)
      return Object.fromEntries([['exported files', files], ...rows].filter(([, count]) => Number(count) > 0))
    },
    async close() {
      await Promise.all([exports.close(), destinations.close()])
    },
  }
}
