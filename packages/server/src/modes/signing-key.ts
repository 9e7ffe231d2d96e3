/** The key that signs the ledger of consent: made at the first start, kept in the data folder, readable by nobody else. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Sign } from '../runtime/ledger.ts'

/** Where the key lies below the data folder. */
const FILE = join('keys', 'consent-signing.pem')

/** A private key as PEM and the public one that belongs to it. */
export interface SigningKey {
  readonly privateKey: string
  readonly publicKey: string
}

/** The key of a data folder; made when there is none. Throws when what lies there is no Ed25519 key: a new one would make old signatures worthless. */
export function signingKeyOf(data: string): SigningKey {
  const file = join(data, FILE)
  const privateKey = read(file) ?? make(file)
  try {
    const key = createPrivateKey(privateKey)
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`it is of type ${key.asymmetricKeyType}`)
    return { privateKey, publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString() }
  } catch (failure) {
    throw new Error(`${file} is not an Ed25519 private key: ${failure instanceof Error ? failure.message : String(failure)}. Put the original back from a backup; without it the ledger of consent cannot go on.`, { cause: failure })
  }
}

/** Signs with a private key. */
export function signerOf(privateKey: string): Sign {
  const key = createPrivateKey(privateKey)
  return (hash) => signBytes(null, Buffer.from(hash, 'hex'), key).toString('base64url')
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw failure
  }
}

/** Written beside its place, on disk, then moved: after a crash there is the whole key or none. */
function make(file: string): string {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const beside = `${file}.new`
  rmSync(beside, { force: true })
  const handle = openSync(beside, 'wx', 0o600)
  try {
    writeSync(handle, pem)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  chmodSync(beside, 0o600)
  renameSync(beside, file)
  for (const path of [folder, dirname(folder)]) sync(path)
  return pem
}

function sync(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
