/** Renders messages in worker threads that are killed when a template does not end in time. */
import { Worker } from 'node:worker_threads'
import type { JsonObject } from '@rapport/core/base/json'
import type { TemplateBody } from '@rapport/core/content/types'
import type { Rendered, RenderBatch, RenderFailed, RenderJob, RenderSetup } from './job.ts'

export type { Rendered, RenderFailed, RenderJob } from './job.ts'

/** Turns templates and facts about a person into wordings. */
export interface Renderer {
  render(template: TemplateBody, data: JsonObject): Promise<Rendered | RenderFailed>
  /** Answers in the order of the jobs. One that never ends or fails does not hurt the others. */
  renderMany(jobs: readonly RenderJob[]): Promise<readonly (Rendered | RenderFailed)[]>
  close(): Promise<void>
}

/** Jobs that travel together; a killed thread's neighbours are rendered again. */
const BATCH = 64
/** How long a thread may take to start, in milliseconds. */
const START_MS = 10_000
/** Threads that fail to start in a row before jobs are refused. */
const STARTS = 3
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }

interface Task {
  readonly job: RenderJob
  settle(result: Rendered | RenderFailed): void
}

/** A thread and what it is doing. */
interface Slot {
  worker: Worker | null
  progress: Int32Array
  batch: readonly Task[]
  /** The job seen under way, and since when, on the monotonic clock. */
  seen: number
  since: number
}

/** Starts a renderer. Threads start with the first job. `timeoutMs`: the longest that one wording may take. */
export function createRenderer(options: { readonly workers?: number; readonly timeoutMs: number }): Renderer {
  const slots: Slot[] = Array.from({ length: options.workers ?? 1 }, () => ({ worker: null, progress: new Int32Array(1), batch: [], seen: -1, since: 0 }))
  const queue: Task[] = []
  let failedStarts = 0
  let closed = false
  let watch: NodeJS.Timeout | null = null

  function pump(): void {
    for (const slot of slots) {
      if (queue.length === 0) break
      if (slot.batch.length === 0) give(slot, queue.splice(0, BATCH))
    }
    const busy = slots.some((slot) => slot.batch.length > 0)
    if (busy && watch === null) watch = setInterval(look, Math.max(5, options.timeoutMs / 4))
    if (!busy && watch !== null) {
      clearInterval(watch)
      watch = null
    }
  }

  function give(slot: Slot, batch: readonly Task[]): void {
    const worker = (slot.worker ??= start(slot))
    slot.batch = batch
    slot.seen = -1
    slot.since = performance.now()
    Atomics.store(slot.progress, 0, -1)
    worker.ref()
    worker.postMessage(packed(batch))
  }

  function start(slot: Slot): Worker {
    const progress = new SharedArrayBuffer(4)
    slot.progress = new Int32Array(progress)
    const setup: RenderSetup = { progress, timeoutMs: options.timeoutMs }
    const file = import.meta.url.endsWith('.ts') ? './render-worker.ts' : './render-worker.js'
    // No environment: a template that broke out would find no secrets there.
    const worker = new Worker(new URL(file, import.meta.url), { workerData: setup, resourceLimits: LIMITS, env: {} })
    worker.on('message', (results: readonly (Rendered | RenderFailed)[]) => {
      if (slot.worker !== worker) return
      failedStarts = 0
      const batch = slot.batch
      slot.batch = []
      worker.unref()
      for (const [i, task] of batch.entries()) task.settle(results[i] ?? { is: 'failed', why: 'The renderer gave no answer' })
      pump()
    })
    worker.on('error', (error: Error & { code?: string }) => {
      const full = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      if (slot.worker === worker) drop(slot, full ? 'The template wanted more than 64 MB of memory and was stopped' : `The renderer stopped: ${error.message}`)
    })
    return worker
  }

  function look(): void {
    const now = performance.now()
    for (const slot of slots) {
      if (slot.batch.length === 0) continue
      const under = Atomics.load(slot.progress, 0)
      if (under !== slot.seen) {
        slot.seen = under
        slot.since = now
      } else if (now - slot.since > (under < 0 ? START_MS : options.timeoutMs * 1.5)) {
        // Liquid's own limit should have come first; what is still running now cannot be interrupted from inside.
        const look = 'Look for a loop over too long a list or a filter on a very long text'
        drop(slot, `The template took longer than ${options.timeoutMs} ms and was stopped. ${look}`)
      }
    }
  }

  /** Ends a slot's thread: the job under way fails, the others of its batch are queued again, first in line. */
  function drop(slot: Slot, why: string): void {
    const { worker, batch } = slot
    const under = Atomics.load(slot.progress, 0)
    slot.worker = null
    slot.batch = []
    worker?.terminate().catch(() => {})
    if (under < 0) failedStarts += 1
    if (failedStarts >= STARTS) {
      failedStarts = 0
      for (const task of [...batch, ...queue.splice(0)]) task.settle({ is: 'failed', why })
    } else {
      queue.unshift(...batch.filter((_, i) => i !== under))
      batch[under]?.settle({ is: 'failed', why })
    }
    pump()
  }

  function renderMany(jobs: readonly RenderJob[]): Promise<readonly (Rendered | RenderFailed)[]> {
    const tasks = jobs.map(
      (job) =>
        new Promise<Rendered | RenderFailed>((settle) => {
          if (closed) settle({ is: 'failed', why: 'The renderer is closed' })
          else queue.push({ job, settle })
        }),
    )
    pump()
    return Promise.all(tasks)
  }

  return {
    renderMany,
    async render(template, data) {
      const [result] = await renderMany([{ template, data }])
      return result ?? { is: 'failed', why: 'The renderer gave no answer' }
    },
    async close() {
      closed = true
      const left = [...queue.splice(0), ...slots.flatMap((slot) => slot.batch)]
      if (watch !== null) clearInterval(watch)
      const workers = slots.map((slot) => slot.worker)
      for (const slot of slots) {
        slot.worker = null
        slot.batch = []
      }
      for (const task of left) task.settle({ is: 'failed', why: 'The renderer is closed' })
      await Promise.all(workers.map((worker) => worker?.terminate()))
    },
  }
}

function packed(batch: readonly Task[]): RenderBatch {
  const numbers = new Map<TemplateBody, number>()
  const jobs = batch.map(({ job }) => {
    const template = numbers.get(job.template) ?? numbers.size
    numbers.set(job.template, template)
    return { template, data: job.data }
  })
  return { templates: [...numbers.keys()], jobs }
}
