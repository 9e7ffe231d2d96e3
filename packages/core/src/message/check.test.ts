/** What the author of a sending policy is told. */
import { expect, test } from 'vitest'
import { checkSending } from './check.ts'

const good = { caps: [{ most: 3, within: '7d', purpose: 'marketing' }], quietHours: { from: 22, to: 8, except: ['service'] }, timezone: 'Asia/Taipei', paused: false }

test('a good policy passes unchanged', () => expect(checkSending(good)).toEqual({ value: good }))

test.each<[string, unknown, { path: string; message: RegExp }[]]>([
  ['a cap over more than a month', { ...good, caps: [{ most: 3, within: '5w' }] }, [{ path: 'caps.0.within', message: /at most 31d, got '5w'/ }]],
  ['a cap without a number', { ...good, caps: [{ within: '7d' }] }, [{ path: 'caps.0.most', message: /is missing; it needs a whole number from 1/ }]],
  ['a cap of nothing', { ...good, caps: [{ most: 0, within: '7d' }] }, [{ path: 'caps.0.most', message: /from 1 to 500, got 0/ }]],
  ['half a message', { ...good, caps: [{ most: 1.5, within: '7d' }] }, [{ path: 'caps.0.most', message: /whole number/ }]],
  ['no time zone', { ...good, timezone: 'Taipei' }, [{ path: 'timezone', message: /IANA time zone like 'Asia\/Taipei', got 'Taipei'/ }]],
  ['quiet hours without length', { ...good, quietHours: { from: 8, to: 8 } }, [{ path: 'quietHours.to', message: /another hour than 'from'/ }]],
  ['an hour that no clock has', { ...good, quietHours: { from: 24, to: 8 } }, [{ path: 'quietHours.from', message: /an hour from 0 to 23, got 24/ }]],
  ['a text where yes or no belongs', { ...good, paused: 'no' }, [{ path: 'paused', message: /needs true or false, got 'no'/ }]],
  ['an unknown field', { ...good, quiethours: {} }, [{ path: '', message: /no such field: 'quiethours'/ }]],
])('%s', (_name, raw, problems) => {
  expect(checkSending(raw)).toEqual({ problems: problems.map(({ path, message }) => ({ path, message: expect.stringMatching(message) })) })
})
