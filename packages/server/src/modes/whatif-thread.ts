/** Replays in a thread of their own, with their own connection to the store: reading a month of decisions holds nobody up. */
import { parentPort, workerData } from 'node:worker_threads'
import type { WorkspaceId } from '@rapport/core/base/id'
import { sqliteStore } from '../store/sqlite.ts'
import { createEngine, type WhatIfEngine } from '../whatif/engine.ts'
import type { WhatIfProgress } from '../whatif/types.ts'

/** What the thread is started with. */
export interface WhatIfThreadData {
  readonly store: string
  readonly ws: WorkspaceId
}

/** A call from the other side. */
export type WhatIfCall =
  | { readonly id: number; readonly is: 'run'; readonly work: Parameters<WhatIfEngine['run']>[0] }
  | { readonly id: number; readonly is: 'ramp'; readonly work: Parameters<WhatIfEngine['ramp']>[0] }
  | { readonly id: number; readonly is: 'figures'; readonly work: Parameters<WhatIfEngine['figures']>[0] }
  | { readonly id: number; readonly is: 'forget' }
  | { readonly id: number; readonly is: 'stop' }

/** What the thread says. */
export type WhatIfWord =
  | { readonly is: 'progress'; readonly id: number; readonly progress: WhatIfProgress }
  | { readonly is: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly is: 'failed'; readonly id: number; readonly why: string }

/** Progress is told so often at most, in milliseconds. */
const TELL_EACH_MS = 100

function main(): void {
  const port = parentPort
  if (!port) throw new Error('what-if runs in a worker thread')
  const { store, ws } = workerData as WhatIfThreadData
  const reads = sqliteStore({ file: store, readOnly: true, synchronous: 'normal' })
  const engine = createEngine({ ws, log: reads, reads, clock: () => performance.now() })
  let toldAt = -Infinity
  const tell = (id: number) => (progress: WhatIfProgress): void => {
    if (performance.now() - toldAt < TELL_EACH_MS) return
    toldAt = performance.now()
    port.postMessage({ is: 'progress', id, progress } satisfies WhatIfWord)
  }

  async function carryOut(call: WhatIfCall): Promise<unknown> {
    switch (call.is) {
      case 'run':
        return engine.run(call.work, tell(call.id))
      case 'ramp':
        return engine.ramp(call.work)
      case 'figures':
        return engine.figures(call.work)
      case 'forget':
        return engine.forget()
      case 'stop':
        await reads.close()
        return null
    }
  }

  port.on('message', (call: WhatIfCall) => {
    carryOut(call).then(
      (value) => {
        port.postMessage({ is: 'answer', id: call.id, value } satisfies WhatIfWord)
        if (call.is === 'stop') port.close()
      },
      (failure: unknown) => port.postMessage({ is: 'failed', id: call.id, why: failure instanceof Error ? failure.message : String(failure) } satisfies WhatIfWord),
    )
  })
}

main()
