/** "Does this person match?", with the failing condition marked. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { match } from '../../api/queries.ts'
import { PersonPicker } from '../../components/person-picker.tsx'
import { Badge, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Explanation } from '../../rule/explanation.tsx'

/** Asks about the saved rule; says so when the one on the page is newer. */
export function MatchPerson({ id, changed }: { readonly id: string | null; readonly changed: boolean }) {
  const { t, language } = useFormat()
  const [person, setPerson] = useState('')
  const query = useQuery({ ...match(id ?? '', person, language), enabled: id !== null && person !== '' })
  return (
    <Section title={t('segments.match')} about={id === null ? t('segments.matchSaveFirst') : changed ? t('segments.matchSaved') : t('segments.matchAbout')}>
      {id !== null && <PersonPicker value={person} onValue={setPerson} />}
      {id !== null && person !== '' && (
        <div className="mt-4">
          <Loaded query={query} lines={3}>
            {(answer) => (
              <>
                <p className="mb-3"><Badge tone={answer.matches ? 'good' : 'bad'}>{t(answer.matches ? 'segments.yes' : 'segments.no')}</Badge></p>
                <Explanation node={answer.explain} />
              </>
            )}
          </Loaded>
        </div>
      )}
    </Section>
  )
}
