/** Every kind of step against its own examples. */
import { describe, expect, test } from 'vitest'
import type { JourneyRun, StepDefinition } from '../types.ts'
import { startStep, steps } from './index.ts'
import type { StepContext, StepResult } from './step.ts'

const examples: readonly {
  readonly run: JourneyRun
  readonly step: StepDefinition
  readonly context: StepContext
  readonly expect: StepResult
}[] = Object.values(steps).flatMap((kind) => [...kind.examples])

describe.each(Object.entries(steps))('a %s step', (name, kind) => {
  test('stands under its own name and has examples', () => {
    expect(kind.name).toBe(name)
    expect(kind.label).not.toBe('')
    expect(kind.examples.length).toBeGreaterThan(0)
    for (const example of kind.examples) expect(example.step).toHaveProperty(name)
  })
})

test.each(examples)('example %#: starting gives what the example says, and gives it again', (example) => {
  const frozen = JSON.stringify(example)
  expect(startStep(example.run, example.step, example.context)).toEqual(example.expect)
  expect(startStep(example.run, example.step, example.context)).toEqual(example.expect)
  expect(JSON.stringify(example)).toBe(frozen)
})
