/** The child process that holds chDB. Whatever the native engine does to its process, it does it here. */
import { createClient } from '@clickhouse/client'
import { engineOf, sentence } from './engine.ts'
import type { Engine } from './engine.ts'
import type { Answer, Request } from './child.ts'

const say = (answer: Answer) => {
  if (process.connected) process.send?.(answer)
}

// Without its parent nobody can ask anything any more.
process.on('disconnect', () => process.exit(0))
// The parent decides when to stop; a Ctrl-C in the terminal reaches both.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

const path = process.argv[2] ?? ''
const engine = await open()
if (engine) {
  say({ is: 'ready' })
  // The parent asks one thing at a time, because the session is one.
  process.on('message', (request: Request) => void carryOut(engine, request))
}

async function open(): Promise<Engine | null> {
  try {
    const { createChdbConnection } = await import('chdb/connection')
    // `as never`: chDB implements the client's own Connection, but names its types by another copy of them.
    const engine = engineOf(createClient({ connection: createChdbConnection({ path }) as never }), { session: true })
    await engine.create()
    return engine
  } catch (error) {
    if (isMissing(error)) say({ is: 'absent', why: `Analytics is not available on this machine, everything else works: ${sentence(error)}` })
    else say({ is: 'broken', why: sentence(error) })
    return null
  }
}

/** No engine for this platform, or none that can be loaded: trying again would change nothing. */
function isMissing(error: unknown): boolean {
  const { name, code, cause } = error as { name?: string; code?: string; cause?: unknown }
  const missing = /^Chdb(PlatformUnsupported|BinaryVersionMismatch)Error$/.test(name ?? '') || /MODULE_NOT_FOUND$|^ERR_DLOPEN_FAILED$/.test(code ?? '')
  return missing || (typeof cause === 'object' && cause !== null && isMissing(cause))
}

async function carryOut(engine: Engine, request: Request): Promise<void> {
  try {
    if (request.is === 'close') {
      await engine.close()
      process.exit(0)
    }
    const rows = request.is === 'query' ? await engine.query(request.question) : []
    if (request.is === 'insert') for (const block of request.blocks) await engine.insert(block)
    if (request.is === 'remove') await engine.remove(request.ws, request.removal)
    if (request.is === 'reset') await engine.reset()
    say({ is: 'done', rows })
  } catch (error) {
    say({ is: 'failed', why: sentence(error) })
  }
}
