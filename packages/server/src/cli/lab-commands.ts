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
  {
    name: 'lab replay',
    needs: ['LOG.csv'],
    about: 'What another strategy would have earned, from a log of decisions with their chances (docs/guides/replay.md)',
    options: [
      { name: 'action', value: 'COLUMN', about: 'what was chosen (default: guessed)' },
      { name: 'propensity', value: 'COLUMN', about: 'the chance with which it was chosen (default: guessed)' },
      { name: 'reward', value: 'COLUMN', about: 'what came of it (default: guessed)' },
      { name: 'unit', value: 'COLUMN', about: 'who was decided about (default: guessed, else every row is another person)' },
      { name: 'target', value: 'uniform|COLUMN', about: 'the other strategy (default: columns target_p…, else target_probability)' },
      { name: 'report', value: 'FILE.html', about: 'also write a page to read and pass on' },
    ],
  },
  {
    name: 'lab next-item',
    needs: ['TRAIN.csv'],
    about: 'Learn from sessions in a CSV file and foretell the next items of others (docs/guides/next-item.md)',
    options: [
      { name: 'session', value: 'COLUMN', about: 'the column with the session of a click (guessed when left out, as those below)' },
      { name: 'item', value: 'COLUMN', about: 'the column with the item' },
      { name: 'time', value: 'COLUMN', about: 'the column with the time; without one the rows stand in the order of time' },
      { name: 'query', value: 'PREFIXES.csv', about: 'sessions to continue: clicks as in TRAIN.csv, or a row each with the items in a column prefix' },
      { name: 'out', value: 'TOP20.csv', about: 'where the lists go: session, rank, item, score' },
      { name: 'top', value: 'N', about: 'length of the lists (default 20)' },
      { name: 'exclude', value: 'ITEMS.csv', about: 'items that must never be recommended, one a row' },
      { name: 'unseen', about: 'leave out items that are in the session already' },
      { name: 'evaluate', about: 'also judge every position of the sessions in the query' },
      { name: 'model-out', value: 'MODEL', about: 'also keep what was learned' },
      { name: 'model', value: 'MODEL', about: 'use what was learned before instead of TRAIN.csv, which is then not read' },
      { name: 'report', value: 'FILE.html', about: 'also write a report with charts' },
    ],
  },
]
