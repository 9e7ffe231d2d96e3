/** Builds the console into `dist`: `node packages/console/build.ts [--if-missing]`. With --if-missing it returns at once when `dist` is newer than every source. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

const here = import.meta.dirname
const page = join(here, 'dist', 'index.html')

/** The latest change below a path, in milliseconds since 1970. */
function latestChange(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => latestChange(join(path, name))))
}

function isFresh(): boolean {
  if (!existsSync(page)) return false
  const built = statSync(page).mtimeMs
  return [join(here, 'src'), join(here, 'index.html'), join(here, 'build.ts')].every((path) => latestChange(path) <= built)
}

/** Size in kB, compressed, of everything that the first page loads: what index.html names. */
function firstLoad(): number {
  const names = [...readFileSync(page, 'utf8').matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((found) => found[1] ?? '')
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(join(here, 'dist', name))).length / 1000, 0)
}

if (process.argv.includes('--if-missing') && isFresh()) {
  console.log('Console: up to date')
} else {
  const began = performance.now()
  await build({
    root: here,
    configFile: false,
    logLevel: 'error',
    plugins: [react(), tailwind()],
    html: { cspNonce: '__CSP_NONCE__' },
    build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 700 },
  })
  console.log(`Console: built in ${((performance.now() - began) / 1000).toFixed(1)} s, first load ${firstLoad().toFixed(0)} kB compressed`)
}
