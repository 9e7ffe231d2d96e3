/** What the author of a template is told. */
import { expect, test } from 'vitest'
import { checkTemplate } from './check.ts'

const good = { id: 'welcome', name: 'Welcome', channel: 'email', bodies: { en: { subject: 'Hi', text: 'Hi' }, 'zh-Hant': { subject: '您好', html: '<p>您好</p>', text: '您好' } }, defaultLocale: 'en' }

test('a good template passes unchanged', () => expect(checkTemplate(good)).toEqual({ value: good }))

test.each<[string, unknown, { path: string; message: RegExp }[]]>([
  ['nothing at all', null, [{ path: '', message: /needs an object/ }]],
  ['an unknown field', { ...good, subjct: 'x' }, [{ path: '', message: /no such field: 'subjct'/ }]],
  ['an unknown field in a wording', { ...good, bodies: { en: { subject: 'x', text: 'x', body: 'x' } } }, [{ path: 'bodies.en', message: /no such field: 'body'/ }]],
  ['a missing text', { ...good, bodies: { en: { subject: 'x' } } }, [{ path: 'bodies.en.text', message: /is missing; it needs a text/ }]],
  ['an unknown channel', { ...good, channel: 'fax' }, [{ path: 'channel', message: /needs one of 'email', .* got 'fax'/ }]],
  ['a default language without wording', { ...good, defaultLocale: 'th' }, [{ path: 'defaultLocale', message: /has a wording in bodies, got 'th'/ }]],
  ['a language that is none', { ...good, bodies: { ...good.bodies, english: { subject: 'x', text: 'x' } } }, [{ path: 'bodies.english', message: /no language tag/ }]],
  ['one language twice', { ...good, bodies: { en: { subject: 'x', text: 'x' }, EN: { subject: 'x', text: 'x' } } }, [{ path: 'bodies.EN', message: /same language as 'en'/ }]],
  ['a mail without subject', { ...good, bodies: { en: { text: 'x' } } }, [{ path: 'bodies.en.subject', message: /an e-mail needs a subject/ }]],
  ['two faults at once', { ...good, id: 'a b', name: '' }, [{ path: 'id', message: /needs an id .* got 'a b'/ }, { path: 'name', message: /a name for people/ }]],
])('%s', (_name, raw, problems) => {
  expect(checkTemplate(raw)).toEqual({ problems: problems.map(({ path, message }) => ({ path, message: expect.stringMatching(message) })) })
})
