/** Where a feature's value stands in a sparse vector: hashed places, and the combination of two of them. Equal values, equal places, for ever. */
import { hash53 } from '../../base/hash.ts'

/** The place of a value of a feature: 32 bits of a hash of both. */
export function placeOf(feature: string, value: string): number {
  return hash53(`${feature}\u0000${value}`) >>> 0
}

/** The place of two things together (offer × city): the 32-bit finaliser of murmur3 (Appleby, public domain) over both, the order of the two does matter. */
export function crossPlace(one: number, other: number): number {
  let mixed = (Math.imul(one, 0x9e3779b1) ^ other) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Bins of one sign: half-octaves from a thousandth to a thousand million, the ends open. */
const BIN_LOW = -20
const BIN_HIGH = 60
/** Bins go from −BINS to BINS. */
export const BINS = BIN_HIGH - BIN_LOW + 1

/**
 * The bin of a number: its sign and the half-octave of its size, 0 for zero. Fixed for all time and for all features, so that what was written down years ago and
 * what is served now fall into the same bins, which quantiles of the data would not.
 */
export function binOf(value: number): number {
  if (value === 0) return 0
  const octave = Math.floor(2 * Math.log2(Math.abs(value)))
  const bin = Math.min(BIN_HIGH, Math.max(BIN_LOW, octave)) - BIN_LOW + 1
  return value > 0 ? bin : -bin
}

/** The numbers of a bin in words: `2 to 2.83`, `0`, `below -8`. */
export function binText(bin: number): string {
  if (bin === 0) return '0'
  const octave = Math.abs(bin) - 1 + BIN_LOW
  const [low, high] = [short(2 ** (octave / 2)), short(2 ** ((octave + 1) / 2))]
  const text = octave === BIN_HIGH ? `from ${low}` : octave === BIN_LOW ? `up to ${high}` : `${low} to ${high}`
  return bin > 0 ? text : `minus ${text}`
}

/** The size of a number on a scale on which learners can work: sign × ln(1 + |value|) / 4, so that a thousand is about 1.7. */
export function sizeOf(value: number): number {
  return (Math.sign(value) * Math.log1p(Math.abs(value))) / 4
}

function short(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}
