/** Log records survive the way to bytes and back, and damage never goes unseen. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogRecord } from '../ports/log.ts'
import { decodeRecord, encodeRecord } from './codec.ts'

const record = fc
  .record({
    keyId: fc.option(fc.string({ maxLength: 20 })),
    position: fc.maxSafeNat(),
    at: fc.maxSafeNat(),
    ws: fc.string({ unit: 'binary', minLength: 1 }),
    properties: fc.dictionary(fc.string(), fc.jsonValue()),
    text: fc.string({ unit: 'binary' }),
  })
  .map(({ keyId, position, at, ws, properties, text }) => {
    const event = { id: text, type: 'order_completed', at, receivedAt: at, source: 'web', identifiers: [{ kind: 'email', value: text }], properties: JSON.parse(JSON.stringify(properties)) }
    return { v: 1, keyId, ws, position, at, body: { is: 'events', entries: [{ event, profile: 'p1', derived: [event] }] } } as unknown as LogRecord
  })

test('every record reads back as it was written, with its key id', () => {
  fc.assert(
    fc.property(record, (written) => {
      expect(decodeRecord(encodeRecord(written))).toEqual(written)
    }),
  )
})

test('a changed byte anywhere is refused with a sentence, never read as another record', () => {
  fc.assert(
    fc.property(record, fc.nat(), fc.integer({ min: 1, max: 255 }), (written, where, flip) => {
      const bytes = Uint8Array.from(encodeRecord(written))
      const at = where % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ flip
      expect(() => decodeRecord(bytes)).toThrow(/^log: a record (is damaged|has layout)/)
    }),
  )
})

test('a torn record is refused at whatever byte it ends', () => {
  fc.assert(
    fc.property(record, fc.nat(), (written, where) => {
      const bytes = encodeRecord(written)
      expect(() => decodeRecord(bytes.subarray(0, where % bytes.length))).toThrow(/^log: a record is damaged/)
    }),
  )
})

test('a record of a newer layout says which program to start', () => {
  const bytes = Uint8Array.from(encodeRecord(fc.sample(record, 1)[0] as LogRecord))
  bytes[0] = 2
  expect(() => decodeRecord(bytes)).toThrow('log: a record has layout 2, this program reads 1; start the version that wrote it')
})
