/** What the author of a journey is told. */
import { expect, test } from 'vitest'
import { checkJourney } from './check.ts'

const good = {
  id: 'cart',
  name: 'Abandoned cart',
  state: 'live',
  enter: { event: 'cart_abandoned', where: { trait: 'total', is: 'at_least', than: 100 } },
  again: { after: '30d' },
  exit: [{ event: 'order_completed', where: { trait: 'paid', is: 'equals', than: true } }, { segment: 'vip' }, { notSegment: 'reachable' }],
  steps: [{ id: 'w', wait: '1h' }, { id: 'm', send: { channel: 'email', template: 'cart', purpose: 'marketing', notAfter: '12h' } }],
}
const noRule = (): [] => []

const atBest = { ...good, steps: [{ id: 'm', send: { channel: 'email', template: 'cart', purpose: 'marketing', at: 'best' } }] }
test.each([[good], [{ ...good, again: 'never', exit: undefined, enter: { segment: 'new' } }], [atBest]])('a good journey passes unchanged', (journey) => {
  expect(checkJourney(journey, noRule)).toEqual({ value: journey })
})

test('rules are checked by the one who knows rules, each at its own place, beside other faults', () => {
  const paths: string[] = []
  const checked = checkJourney({ ...good, name: 7 }, (_rule, path) => {
    paths.push(path)
    return path === 'enter.where' ? [{ path: 'enter.where.is', message: 'no such operator' }] : []
  })
  expect(paths).toEqual(['enter.where', 'exit.0.where'])
  expect(checked).toEqual({ problems: [{ path: 'name', message: expect.stringMatching(/a name for people/) }, { path: 'enter.where.is', message: 'no such operator' }] })
})

const [wait, send] = good.steps
test.each<[string, unknown, { path: string; message: RegExp }[]]>([
  ['a state that is none', { ...good, state: 'on' }, [{ path: 'state', message: /needs one of 'draft', 'live', 'paused', got 'on'/ }]],
  ['no way in', { ...good, enter: {} }, [{ path: 'enter', message: /an event .* or a segment/ }]],
  ['a misspelt way in', { ...good, enter: { event: 'x', were: {} } }, [{ path: 'enter', message: /no such field: 'were'/ }]],
  ['a way out that is none', { ...good, exit: [{ when: 'x' }] }, [{ path: 'exit.0', message: /leaving one/ }]],
  ['again, but when?', { ...good, again: 'always' }, [{ path: 'again', message: /'never' or \{ after: '30d' \}/ }]],
  ['no steps', { ...good, steps: [] }, [{ path: 'steps', message: /at least one step/ }]],
  ['a step of no kind', { ...good, steps: [{ id: 'x', dance: true }] }, [{ path: 'steps.0', message: /a step: \{ id, wait/ }]],
  ['a step that does two things', { ...good, steps: [{ ...wait, ...send }] }, [{ path: 'steps.0', message: /no such field: 'send'/ }]],
  ['a wait without length', { ...good, steps: [{ id: 'w', wait: '0h' }] }, [{ path: 'steps.0.wait', message: /longer than nothing .*got '0h'/ }]],
  ['a wait of ages', { ...good, steps: [{ id: 'w', wait: '200w' }] }, [{ path: 'steps.0.wait', message: /at most two years/ }]],
  ['a send without a purpose', { ...good, steps: [{ id: 'm', send: { channel: 'email', template: 't' } }] }, [{ path: 'steps.0.send.purpose', message: /is missing; it needs an id/ }]],
  ['a send on no channel', { ...good, steps: [{ id: 'm', send: { channel: 'fax', template: 't', purpose: 'p' } }] }, [{ path: 'steps.0.send.channel', message: /needs one of 'email'/ }]],
  ['a send at an hour that nobody chooses', { ...good, steps: [{ id: 'm', send: { channel: 'email', template: 't', purpose: 'p', at: '20:00' } }] }, [{ path: 'steps.0.send.at', message: /is 'best' .*or left out/ }]],
  ['two steps of one id', { ...good, steps: [wait, { ...send, id: 'w' }] }, [{ path: 'steps.1.id', message: /used twice.*got 'w'/ }]],
  ['no journey at all', 'cart', [{ path: '', message: /needs an object, got 'cart'/ }]],
])('%s', (_name, raw, problems) => {
  expect(checkJourney(raw, noRule)).toEqual({ problems: problems.map(({ path, message }) => ({ path, message: expect.stringMatching(message) })) })
})
