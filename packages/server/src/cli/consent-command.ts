/** `rapport consent verify`: checks the ledger of consent, from an exported file without any server, or from a running one. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { LedgerRow } from '../ports/store.ts'
import { checkChain, type ChainCheck, type Fault } from '../runtime/ledger.ts'
import { clientOf, type Client } from './client.ts'
import { Failure, type Output } from './output.ts'

/** Longest line that is read: a row has a few hundred characters. */
const LINE_MAX = 20_000

/** What to check: a file, or the server of the options and the environment. */
export interface VerifyAsk {
  readonly file: string | undefined
  readonly options: ReadonlyMap<string, string>
  readonly env: NodeJS.ProcessEnv
}

/** Checks every row; exit code 1 names the first that does not hold. With `--public-key FILE` signatures must be of that key, not of the one that the export names. */
export async function verifyConsent(ask: VerifyAsk, out: Output): Promise<number> {
  const keyFile = ask.options.get('public-key')
  const trusted = keyFile === undefined ? null : await readFile(keyFile, 'utf8').catch(() => {
    throw new Failure({ what: `${keyFile} cannot be read.`, next: 'Save the key of GET /v1/consent/ledger/key there.', code: 2 })
  })
  const lines = ask.file === undefined ? linesOfServer(clientOf(ask.options, ask.env)) : createInterface({ input: createReadStream(ask.file), crlfDelay: Infinity })
  const { check, fault, key } = await walk(lines, trusted, ask.file ?? 'the server')
  const figures = check.figures()
  const broken = fault ?? check.end()
  if (out.json) out.print(JSON.stringify({ ok: broken === null, ...figures, key, ...(broken && { broken }) }))
  else if (broken === null) out.print(`${figures.checked} rows hold (${figures.from} to ${figures.to}), ${figures.signatures} signatures, ${KEYS[key]}.`)
  else out.print(`Row ${broken.n} does not hold (${broken.why}): ${broken.said}. The ${figures.checked} rows before it do.`)
  return broken === null ? 0 : 1
}

const KEYS = { given: 'checked with the key you gave', exported: 'checked with the key in the export (give yours with --public-key to be sure)', none: 'no key, so that only hashes were checked' } as const

interface Walked {
  readonly check: ChainCheck
  readonly fault: Fault | null
  readonly key: keyof typeof KEYS
}

async function walk(lines: AsyncIterable<string>, trusted: string | null, from: string): Promise<Walked> {
  let walked: Walked | null = null
  let number = 0
  for await (const line of lines) {
    number += 1
    if (line.trim() === '') continue
    const value = parsed(line, number, from)
    if (walked === null) {
      if (value['is'] !== 'rapport-consent-ledger') throw new Failure({ what: `${from} does not begin like an export of the ledger.`, next: 'Save GET /v1/consent/ledger?format=ndjson to a file and check that.', code: 2 })
      if (value['after'] !== 0) throw new Failure({ what: `${from} begins after row ${String(value['after'])}.`, next: 'Export it from the beginning: leave `after` out.', code: 2 })
      const exported = typeof value['publicKey'] === 'string' ? value['publicKey'] : null
      walked = { check: checkChain(null, trusted ?? exported), fault: null, key: trusted !== null ? 'given' : exported !== null ? 'exported' : 'none' }
      continue
    }
    const fault = walked.check.row(value as unknown as LedgerRow)
    if (fault) return { ...walked, fault }
  }
  if (walked === null) throw new Failure({ what: `${from} is empty.`, next: 'Save GET /v1/consent/ledger?format=ndjson to a file and check that.', code: 2 })
  return walked
}

function parsed(line: string, number: number, from: string): { readonly [name: string]: unknown } {
  try {
    if (line.length > LINE_MAX) throw new Error('it is too long')
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is no object')
    return value as { readonly [name: string]: unknown }
  } catch (error) {
    throw new Failure({ what: `Line ${number} of ${from} is no row: ${error instanceof Error ? error.message : String(error)}.`, next: 'Export the ledger again; if that does not help, the file was changed.', code: 1 })
  }
}

async function* linesOfServer(client: Client): AsyncGenerator<string> {
  const response = await fetch(`${client.url}/v1/consent/ledger?format=ndjson`, { headers: { authorization: `Bearer ${client.key}` } }).catch((error: unknown) => {
    throw new Failure({ what: `${client.url} does not answer: ${error instanceof Error ? error.message : String(error)}.`, next: 'Start the server, or name another with --url.' })
  })
  if (!response.ok || !response.body) throw new Failure({ what: `${client.url} answered ${response.status}.`, next: 'Use a key that may read: --key or RAPPORT_API_KEY.' })
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}
