import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['packages/*/src/**/*.test.ts', 'tests/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000, reporters: ['dot'] },
})
