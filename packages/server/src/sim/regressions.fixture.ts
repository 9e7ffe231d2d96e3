/** Runs that once broke a promise, made as short as possible. Seeds and steps are data of the simulation: when its steps change their meaning, find new ones. */
import type { Step } from './steps.ts'

/** See the top of the file. `promise` says what must hold. */
export const REGRESSIONS: readonly { readonly promise: string; readonly seed: number; readonly steps: readonly Step[] }[] = [
  {
    promise: 'history is paid for although the disk was full in the middle of it',
    seed: 20,
    steps: [
      ['dispatch', 305565102],
      ['send', 924071111],
      ['define', 1912758263],
      ['backfill', 1812316693],
      ['release', 759106511],
      ['backfill', 1738699730],
    ],
  },
  {
    promise: 'a withdrawal stands against statements that a fast clock has dated later',
    seed: 35,
    steps: [
      ['send', 2113913799],
      ['fire', 778691516],
      ['send', 249505651],
      ['back', 30466505],
      ['withdraw', 1482575966],
    ],
  },
  {
    promise: 'a block for the warehouse that was begun before a crash comes again as the same block',
    seed: 2,
    steps: [
      ['boot', 390993196],
      ['send', 367935794],
      ['sink', 775069451],
    ],
  },
  {
    promise: 'people are found by identifiers that came without traits',
    seed: 1,
    steps: [
      ['send', 917795761],
    ],
  },
  {
    promise: 'the outcome of a call is written down although the disk was full when it came',
    seed: 9,
    steps: [
      ['backfill', 1311998202],
      ['define', 1152578054],
      ['send', 1741845779],
      ['crash', 831476300],
      ['boot', 929591318],
      ['send', 875985051],
      ['dispatch', 281659109],
      ['release', 681752945],
      ['release', 727220260],
    ],
  },
  {
    promise: 'the history of a counter that was dropped and begun anew is counted once',
    seed: 10,
    steps: [
      ['thaw', 1938353918],
      ['send', 1116923881],
      ['define', 1828195075],
      ['define', 1977341002],
    ],
  },
  {
    promise: 'definitions that change while the last debt is struck out are paid for',
    seed: 11,
    steps: [
      ['send', 1894598301],
      ['boot', 1895505206],
      ['send', 1945927276],
      ['define', 1999734623],
      ['release', 1824425134],
      ['backfill', 679492923],
      ['backfill', 1237177113],
      ['fire', 2142690806],
      ['backfill', 255707206],
      ['backfill', 49117786],
      ['define', 1848288787],
      ['backfill', 1049698638],
      ['define', 74736906],
      ['backfill', 163418786],
      ['release', 1349966069],
      ['look', 58770078],
    ],
  },
]
