/** How the commands of the lab are written: matching of anybody's files, and synthetic files to try it on. */
import type { CommandSpec } from './args.ts'

/** `rapport lab …`. */
export const LAB: readonly CommandSpec[] = [
  {
    name: 'lab match',
    needs: ['RECORDS.csv'],
    more: true,
    about: 'Find the records of the same person in CSV files (plain or gzip), without a server (docs/guides/match.md)',
    options: [
      { name: 'id', value: 'COLUMN', about: 'the column with the id of each record' },
      { name: 'out', value: 'CLUSTERS.csv', about: 'where the result goes: record_id, cluster_id' },
      { name: 'map', value: 'MAP.yml', about: 'what the columns hold, where guessing is not wanted' },
      { name: 'labels', value: 'PAIRS.csv', about: 'pairs that somebody judged: two ids and a verdict' },
      { name: 'pairs', value: 'PAIRS_OUT.csv', about: 'also write the likely pairs: id_l, id_r, probability, evidence' },
      { name: 'households', value: 'FILE', about: 'also write who lives together: record_id, household_id' },
      { name: 'model', value: 'MODEL.json', about: 'use a model of an earlier run instead of fitting one' },
      { name: 'model-out', value: 'MODEL.json', about: 'also write the fitted model' },
      { name: 'rejects', about: 'write rows that could not be read to REJECTS.csv beside the result' },
    ],
  },
  {
    name: 'lab synthetic',
    needs: [],
    about: 'Write synthetic customer records with errors in four scripts; the truth goes into a second file',
    options: [
      { name: 'records', value: 'N', about: 'how many records (default 10000)' },
      { name: 'out', value: 'FILE', about: 'where they go' },
      { name: 'seed', value: 'N', about: 'other numbers give other records (default 1)' },
    ],
  },
]
