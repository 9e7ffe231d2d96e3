/** Everything that leaves for other systems by itself or as a file: exports, destinations, syncs. Opened once by whoever runs the product. */
import { join } from 'node:path'
import type { App } from '../runtime/app.ts'
import { openDestinations, type Destinations, type DestinationOptions } from './destinations.ts'
import { openExports, type Exports } from './exports.ts'

/** The parts. */
export interface Outbound {
  readonly exports: Exports
  readonly destinations: Destinations
  /** Somebody was erased: every file goes, and nothing that is remembered here names them any longer than the next sync needs. Answers how many files went. */
  dropExports(): number
  close(): Promise<void>
}

/** Opens the folders `exports` and `destinations` below `data` and starts delivering to live destinations. */
export async function openOutbound(options: Omit<DestinationOptions, 'folder'> & { readonly app: App; readonly data: string }): Promise<Outbound> {
  const exports = openExports({ app: options.app, folder: join(options.data, 'exports') })
  const destinations = await openDestinations({ ...options, folder: join(options.data, 'destinations') })
  return {
    exports,
    destinations,
    dropExports: () => exports.dropExports('somebody was erased; ask for it again'),
    async close() {
      await Promise.all([exports.close(), destinations.close()])
    },
  }
}
