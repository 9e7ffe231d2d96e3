/** New steps get ids of their own. */
import { expect, test } from 'vitest'
import { nextStepId } from './step-id.ts'

test('a step that was removed leaves its number to nobody below the highest', () => {
  expect(nextStepId('wait', [])).toBe('wait-1')
  expect(nextStepId('send', [{ id: 'wait-1' }, { id: 'send-4' }, { id: 'hello' }])).toBe('send-5')
})
