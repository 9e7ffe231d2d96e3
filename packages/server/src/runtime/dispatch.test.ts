import { expect, test } from 'vitest'
import type { MessageId, ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { Full } from '../ports/errors.ts'
import type { SendResult } from '../ports/provider.ts'
import { createDispatcher } from './dispatch.ts'
import type { Gated, Settled } from './gate.ts'

const NOON = Date.UTC(2026, 10, 22, 4) as Instant
const BOB = 'bob' as ProfileId
const ANN = 'ann' as ProfileId

/** A dispatcher with one message to Bob; rendering, calling and writing down wait until they are told to go on. */
function world(setup: { readonly settle?: (results: readonly Settled[]) => Promise<void>; readonly render?: () => Promise<void> } = {}) {
  let now = NOON
  const row = { id: 'm1' as MessageId, plan: { channel: 'email', template: 't', purpose: 'marketing', data: {} } }
  const message = { row, body: { text: 'hello' }, locale: 'en', to: 'bob@example.com', profile: BOB, data: {}, callBefore: NOON + 2_000 }
  let due: readonly Gated[] = [message as unknown as Gated]
  const settled: Settled[] = []
  const calls: string[] = []
  let answer: (result: SendResult) => void = () => {}
  const rings: (() => void)[] = []
  const dispatcher = createDispatcher({
    ws: 'shop' as WorkspaceId,
    gate: async () => {
      const now = due
      due = []
      return now
    },
    settle: async (results) => {
      await setup.settle?.(results)
      settled.push(...results)
    },
    connections: new Map([
      [
        'email',
        {
          name: 'smtp',
          connection: {
            send: ({ id }) => {
              calls.push(id)
              return new Promise<SendResult>((resolve) => (answer = resolve))
            },
            verify: async () => {},
            close: async () => {},
          },
        },
      ],
    ]),
    render: async () => {
      await setup.render?.()
      return { is: 'rendered', text: 'hello' }
    },
    linksOf: () => ({ track: (bodies: object) => bodies, unsubscribeUrl: '' }) as never,
    clock: () => now,
    timer: (_, ring) => {
      rings.push(ring)
      return () => {}
    },
  })
  const pass = (ms: number): void => void (now = (now + ms) as Instant)
  return { dispatcher, settled, calls, pass, answer: (result: SendResult) => answer(result), ring: () => rings.forEach((ring) => ring()) }
}

const rounds = () => new Promise((resolve) => setImmediate(resolve))
const merged = async (profile: ProfileId) => (profile === BOB ? ANN : profile)

test('a withdrawal waits for a call that was claimed for somebody who has become this person since', async () => {
  const { dispatcher, answer } = world()
  const tick = dispatcher.tick()
  await rounds()
  let quiet: boolean | null = null
  void dispatcher.quiet(ANN, 2_000, merged).then((is) => (quiet = is))
  await rounds()
  expect(quiet).toBeNull()
  answer({ is: 'sent', providerId: 'x' })
  await tick
  await rounds()
  expect(quiet).toBe(true)
})

test('a withdrawal that cannot wait any longer is not called effective, and calls to others do not hold it up', async () => {
  const { dispatcher, ring } = world()
  void dispatcher.tick()
  await rounds()
  expect(await dispatcher.quiet('carl' as ProfileId, 2_000)).toBe(true)
  const bob = dispatcher.quiet(BOB, 2_000)
  await rounds()
  ring()
  expect(await bob).toBe(false)
})

test('a call whose claim has run out is not made; the message asks the gate again', async () => {
  let go = (): void => {}
  const { dispatcher, pass, calls, settled } = world({ render: () => new Promise((resolve) => (go = resolve)) })
  const tick = dispatcher.tick()
  await rounds()
  pass(2_001)
  go()
  await tick
  expect(calls).toEqual([])
  expect(settled).toMatchObject([{ id: 'm1', result: { is: 'released' } }])
})

test('an outcome that the full disk refused is written down as soon as there is room, without a second call', async () => {
  let full = true
  const { dispatcher, answer, calls, settled } = world({
    settle: async () => {
      if (full) throw new Full('full')
    },
  })
  const tick = dispatcher.tick()
  await rounds()
  answer({ is: 'sent', providerId: 'x' })
  await expect(tick).rejects.toThrow('full')
  expect(settled).toEqual([])
  full = false
  await dispatcher.tick()
  expect(settled).toMatchObject([{ id: 'm1', result: { is: 'sent' } }])
  expect(calls).toEqual(['m1'])
})

test('a message that cannot even be rendered comes again later and is not taken for sent', async () => {
  const { dispatcher, calls, settled } = world({ render: () => Promise.reject(new Error('the renderer died')) })
  await dispatcher.tick()
  expect(calls).toEqual([])
  expect(settled).toMatchObject([{ id: 'm1', result: { is: 'retry', why: 'the renderer died' } }])
})
