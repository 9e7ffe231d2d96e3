/** The worker thread that renders. It may be killed at any moment, so it holds nothing but compiled templates. */
import { parentPort, workerData } from 'node:worker_threads'
import type { RenderBatch, RenderSetup } from './job.ts'
import { liquidRenderer } from './liquid.ts'

const setup = workerData as RenderSetup
const progress = new Int32Array(setup.progress)
const render = liquidRenderer({ timeoutMs: setup.timeoutMs })

parentPort?.on('message', ({ templates, jobs }: RenderBatch) => {
  const results = jobs.map(({ template, data }, index) => {
    Atomics.store(progress, 0, index)
    const body = templates[template]
    return body === undefined ? { is: 'failed' as const, why: 'The template is missing' } : render(body, data)
  })
  parentPort?.postMessage(results)
})
