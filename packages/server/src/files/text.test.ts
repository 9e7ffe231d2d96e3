import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLineDecoder } from './text.ts'

function read(bytes: Uint8Array, size: number): string {
  const decoder = createLineDecoder()
  let text = ''
  for (let i = 0; i < bytes.length; i += size) text += decoder.write(bytes.subarray(i, i + size))
  return text + decoder.end()
}

const big5 = Buffer.from('a4fda470a9fa2c412c420aa94da657a14caafda470a9fa2c31320a', 'hex')
const thai = Buffer.from('cac7d1cab4d5a4c3d1ba20a2cdbaa4d8b3c1d2a12c310a', 'hex')
const western = Buffer.from('4a6f73e9204d61727ceda96ec82c310a'.replace('7ceda96ec8', '74ed6e657a'), 'hex')

describe('text whose encoding may change', () => {
  test('UTF-8 comes out as it went in, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ',', '\n', '茶', 'ก', 'é', '😀', '"') }),
        fc.integer({ min: 1, max: 9 }),
        (text, size) => read(Buffer.from(text), size) === text,
      ),
    )
  })

  test('lines of several encodings in one file are each read in their own, however it is cut', () => {
    const file = Buffer.concat([Buffer.from('\uFEFFname,n\n陳怡君,1\n'), thai, western, Buffer.from('王小明,2\n'), Buffer.from('Ann\n')])
    const expected = 'name,n\n陳怡君,1\nสวัสดีครับ ขอบคุณมาก,1\nJosé Martínez,1\n王小明,2\nAnn\n'
    for (const size of [1, 3, 7, 64, 4096]) expect(read(file, size)).toBe(expected)
    expect(read(Buffer.concat([Buffer.from('name,a\n'), big5]), 5)).toMatch(/^name,a\n王小明,A,B\n/)
  })

  test.each(['utf16le', 'swapped'] as const)('a part of 16-bit text (%s) between parts of 8-bit text is read', (order) => {
    const part = Buffer.from('\uFEFF姓名,上官\n李,Ann\n', 'utf16le')
    if (order === 'swapped') part.swap16()
    const file = Buffer.concat([Buffer.from('name,n\n'), part, Buffer.from('Bob,3\nEve,4\n')])
    for (const size of [1, 5, 4096]) expect(read(file, size)).toBe('name,n\n姓名,上官\n李,Ann\nBob,3\nEve,4\n')
  })

  test('zero bytes are taken out and counted, a damaged byte costs one character', () => {
    const decoder = createLineDecoder()
    const text = decoder.write(Buffer.concat([Buffer.from('a\0nn,1\n怡君怡君'), Buffer.from([0xff]), Buffer.from(',2\n')])) + decoder.end()
    expect(text).toBe('ann,1\n怡君怡君\uFFFD,2\n')
    expect(decoder.report()).toMatchObject({ zeros: 1, damaged: 1 })
  })

  test('no bytes make it fail or keep it from ending', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (bytes, size) => read(bytes, size).length <= bytes.length))
  })
})
