/** `rapport lab synthetic`: records into one file, the truth about them into another, so that nobody matches by the truth. */
import { writeCsv } from './csv-writer.ts'
import { syntheticRecords, SYNTHETIC_COLUMNS } from './synthetic.ts'

/** Writes both files; answers where the truth is and how many people the records are of. */
export function writeSynthetic({ records, out, seed }: {
  readonly records: number
  readonly out: string
  readonly seed: number
}): { readonly truth: string; readonly people: number } {
  const truth = `${out.replace(/\.csv$/i, '')}.truth.csv`
  const file = writeCsv(out, SYNTHETIC_COLUMNS)
  const answers = writeCsv(truth, ['record_id', 'person_id', 'household_id'])
  const people = new Set<number>()
  for (const { values, person, household } of syntheticRecords({ records, seed })) {
    file.row(SYNTHETIC_COLUMNS.map((column) => values[column]))
    answers.row([values.record_id, person, household])
    people.add(person)
  }
  file.close()
  answers.close()
  return { truth, people: people.size }
}
