/** The segments a person is in, and why. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { match, segments } from '../../api/queries.ts'
import type { ProfileView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Picker } from '../../components/picker.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Explanation } from '../../rule/explanation.tsx'

/** The rule of a segment, marked with what holds for this person. */
function Why({ segment, person }: { readonly segment: string; readonly person: string }) {
  const { language } = useFormat()
  const query = useQuery(match(segment, person, language))
  return (
    <div className="mt-3">
      <Loaded query={query} lines={3}>
        {(answer) => <Explanation node={answer.explain} />}
      </Loaded>
    </div>
  )
}

/** The list, and a question about any other segment. */
export function Memberships({ person }: { readonly person: ProfileView }) {
  const { t, ago, moment, language } = useFormat()
  const [open, setOpen] = useState<string | null>(null)
  const [asked, setAsked] = useState('')
  const list = useQuery(segments(language))
  return (
    <div className="grid gap-5 xl:grid-cols-2">
      <Section title={t('person.inSegments')} about={t('person.inSegmentsAbout')}>
        {person.segments.length === 0 && <p className="text-sm text-ink-2">{t('person.noSegments')}</p>}
        <ul className="divide-y divide-line">
          {person.segments.map((one) => (
            <li key={one.segment} className="py-3">
              <div className="flex flex-wrap items-center gap-3">
                <Link to="/segments/$id" params={{ id: one.segment }} className="font-medium text-accent-text underline-offset-2 hover:underline">
                  <Words>{one.name}</Words>
                </Link>
                <span className="text-[13px] text-ink-3" title={moment(one.since)}>{t('person.memberSince', { when: ago(one.since) })}</span>
                {one.until !== undefined && <span className="text-[13px] text-warn" title={moment(one.until)}>{t('person.memberUntil', { when: ago(one.until) })}</span>}
                <Button small className="ml-auto" aria-expanded={open === one.segment} onClick={() => setOpen(open === one.segment ? null : one.segment)}>
                  {t('person.whyIn')}
                </Button>
              </div>
              {open === one.segment && <Why segment={one.segment} person={person.id} />}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('person.whyNot')} about={t('person.whyNotAbout')}>
        <Picker label={t('nav.segments')} value={asked} onValue={setAsked} choices={(list.data ?? []).map((one) => ({ value: one.id, label: one.name, note: one.sentence }))} className="w-full max-w-md" />
        {asked !== '' && <Why segment={asked} person={person.id} />}
      </Section>
    </div>
  )
}
