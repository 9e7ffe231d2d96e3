#!/usr/bin/env node
// Starts the command line on Node 24 or newer: this one, or the one that npm installed with the repository. Plain JavaScript, so that an old Node can read it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NEEDED = 24
const here = dirname(fileURLToPath(import.meta.url))
const main = resolve(here, '../src/cli/main.ts')

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  process.argv[1] = main
  const { run, explainFailure } = await import(pathToFileURL(main).href)
  const { processOutput } = await import(pathToFileURL(resolve(here, '../src/cli/output.ts')).href)
  const out = processOutput(process.argv.includes('--json'))
  try {
    const code = await run(process.argv.slice(2), process.env, out)
    if (code !== null) process.exitCode = code
  } catch (error) {
    process.exitCode = explainFailure(error, out)
  }
} else {
  const node = installedNode()
  if (node === null) {
    console.error(`Rapport needs Node ${NEEDED} or newer, this is ${process.versions.node}. Run \`npm ci\` in the repository (it brings one), or install Node ${NEEDED}.`)
    process.exitCode = 1
  } else {
    const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    child.on('exit', (code, signal) => {
      process.exitCode = signal ? 1 : (code ?? 1)
    })
  }
}

/** The nearest node_modules/node/bin/node on the way up. */
function installedNode() {
  for (let folder = here; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', 'node', 'bin', 'node')
    if (existsSync(found)) return found
    if (dirname(folder) === folder) return null
  }
}
