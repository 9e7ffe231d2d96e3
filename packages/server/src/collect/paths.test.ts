import { describe, expect, test } from 'vitest'
import { writeKeys } from './key.ts'
import { rewriteCollect, route } from './paths.ts'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('paths', () => {
  test.each<[string, object]>([
    ['/v1/batch', { is: 'segment', kind: 'batch', prefix: '' }],
    ['/v1/import/', { is: 'segment', kind: 'batch' }],
    ['//v1//b//', { is: 'segment', kind: 'batch', path: '/v1/b' }],
    ['/b', { is: 'segment', kind: 'batch' }],
    ['/v1/t', { is: 'segment', kind: 'track' }],
    ['/v1/track', { is: 'segment', kind: 'track' }],
    ['/s', { is: 'segment', kind: 'screen' }],
    ['/i', { is: 'segment', kind: 'identify' }],
    ['/v1/batch/v1/batch', { is: 'segment', kind: 'batch', path: '/v1/batch', prefix: '' }],
    ['/beacon/v1/batch', { is: 'segment', kind: 'batch' }],
    ['/e3kq/v1/t', { is: 'segment', kind: 'track', prefix: '/e3kq', path: '/v1/t' }],
    ['/a/b/c/t', { is: 'segment', kind: 'track', prefix: '/a/b/c' }],
    ['/e3kq/projects/K/settings', { is: 'segment_settings', key: 'K', prefix: '/e3kq' }],
    ['/v1/projects/K/settings', { is: 'segment_settings', key: 'K' }],
    ['/analytics.js/v1/K/analytics.min.js', { is: 'segment_script', key: 'K', file: 'analytics.min.js' }],
    ['/sourceConfig/', { is: 'rudder_config' }],
    ['/batch/', { is: 'posthog' }],
    ['/e/', { is: 'posthog' }],
    ['/i/v0/e/', { is: 'posthog' }],
    ['/ingest/e/', { is: 'posthog', prefix: '/ingest' }],
    ['/flags/', { is: 'posthog_flags', old: false }],
    ['/decide/', { is: 'posthog_flags', old: true }],
    ['/flags/definitions', { is: 'posthog_definitions' }],
    ['/array/K/config.js', { is: 'posthog_config', key: 'K', script: true }],
    ['/static/array.js', { is: 'posthog_static' }],
    ['/static/1.2.3/recorder.js', { is: 'posthog_static' }],
    ['/api/s/page', { is: 'jitsu', kind: 'page', server: false }],
    ['/api/s/s2s/track', { is: 'jitsu', kind: 'track', server: true }],
    ['/v1/events', { is: 'plain' }],
    ['/v1/m', { is: 'swallow' }],
  ])('%s', (path, expected) => expect(route(path)).toMatchObject(expected))

  test.each(['/', '', '/v1', '/v1/decide', '/v1/segments/t', '/v1/profiles/userId:u1/track', '/c/t', '/u/b', '/api/profiles/batch', '/assets/e', '/a/b/c/d/t', '/%00/t', '/../etc/t', '/v1/constructor', '/toString'])(
    'the rest of the product keeps %s',
    (path) => {
      expect(route(path)).toBeNull()
      expect(rewriteCollect(`${path}?a=/v1/t`)).toBe(`${path}?a=/v1/t`)
    },
  )
  test('rewriting keeps the query', () => expect(rewriteCollect('/e3kq//e/?retry_count=1')).toBe('/e?retry_count=1'))
})

test.each([
  ['Basic', { authorization: basic('K:') }, ['K']],
  ['Basic without colon', { authorization: basic('K') }, ['K']],
  ['Bearer', { authorization: 'Bearer K' }, ['K']],
  ['Jitsu with its masked copy in the body', { xWriteKey: 'id:secret', body: { writeKey: 'id:***' } }, ['id:secret', 'id', 'id:***']],
  ['body', { body: { batch: [], writeKey: 'K' } }, ['K']],
  ['PostHog', { body: { api_key: 'K', token: 'K' } }, ['K']],
  ['PostHog in the first message', { body: [{ event: 'x', properties: { token: 'K' } }] }, ['K']],
  ['query', { query: { writeKey: 'K' } }, ['K']],
  ['path', { path: 'K' }, ['K']],
  ['a personal key and a token', { authorization: 'Bearer phx', query: { token: 'K' } }, ['phx', 'K']],
  ['nothing', { authorization: 'Digest x', query: { token: ['K'] }, body: 5 }, []],
])('the key in %s', (_, places, expected) => expect(writeKeys(places)).toEqual(expected))
