/**
 * Builds the SDK into `dist`: `node packages/sdk/build.ts [--if-missing]`. `rapport.js` is a plain script (`Rapport.createRapport(…)`), `rapport.mjs` a
 * module. With --if-missing it returns at once when `dist` is newer than every source.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const here = import.meta.dirname
const script = join(here, 'dist', 'rapport.js')
/** Most kB that a page should have to load, compressed. */
const BUDGET_KB = 10

function latestChange(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => latestChange(join(path, name))))
}

function isFresh(): boolean {
  if (!existsSync(script)) return false
  return [join(here, 'src'), join(here, 'build.ts')].every((path) => latestChange(path) <= statSync(script).mtimeMs)
}

/** Builds both forms. Rejects when the script is larger than a page should have to load. */
async function buildSdk(): Promise<void> {
  await build({
    root: here,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'es2022',
      minify: true,
      lib: { entry: 'src/index.ts', name: 'Rapport', formats: ['iife', 'es'], fileName: (format) => (format === 'es' ? 'rapport.mjs' : 'rapport.js') },
    },
  })
  const size = gzipSync(readFileSync(script)).length / 1000
  if (size > BUDGET_KB) throw new Error(`dist/rapport.js has ${size.toFixed(1)} kB compressed; at most ${BUDGET_KB} are agreed. Take out what pages do not need`)
  console.log(`SDK: built, ${size.toFixed(1)} kB compressed`)
}

if (process.argv.includes('--if-missing') && isFresh()) console.log('SDK: up to date')
else await buildSdk()
