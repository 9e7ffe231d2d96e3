/** The laws that the product keeps to: what each asks for, in which time, and whether somebody in the company has confirmed it. */
import { useQuery } from '@tanstack/react-query'
import { laws } from '../../api/queries.ts'
import type { LawView } from '../../api/types.ts'
import { Badge, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The list. */
export function Laws() {
  const { t, language } = useFormat()
  const query = useQuery(laws(language))
  return (
    <Loaded query={query}>
      {(list) => (
        <>
          <p className="mb-4 rounded-xl bg-warn-soft px-4 py-3 text-sm text-warn">{t('laws.notice')}</p>
          <div className="grid gap-5 xl:grid-cols-2">{list.map((law) => <Law key={law.id} law={law} />)}</div>
        </>
      )}
    </Loaded>
  )
}

function Law({ law }: { readonly law: LawView }) {
  const { t, known, duration } = useFormat()
  const deadline = (what: keyof LawView['deadlines']) => <li className="flex justify-between gap-4 py-1"><span className="text-ink-2">{t(`request.${what}`)}</span><span>{duration(law.deadlines[what])}</span></li>
  return (
    <Section
      title={<Words>{law.name}</Words>}
      about={law.countries.join(' · ')}
      actions={law.checked ? <Badge tone="good">{t('laws.checked', { who: law.checkedBy ?? '' })}</Badge> : <Badge tone="warn">{t('laws.unchecked')}</Badge>}
    >
      <p className="mb-3 text-sm text-ink-2"><Words>{law.text}</Words></p>
      <div className="grid gap-x-8 gap-y-3 text-sm sm:grid-cols-2">
        <div>
          <h3 className="mb-1 text-[13px] font-semibold text-ink-2">{t('laws.purposes')}</h3>
          <ul>
            {law.purposes.map((one) => (
              <li key={one.purpose} className="py-1">
                {known('purpose', one.purpose)}: <span className="text-ink-2">{t(`basis.${one.basis}`)}</span>
                {Object.entries(one.channels).map(([channel, basis]) => <span key={channel} className="block pl-3 text-[13px] text-ink-3">{known('channel', channel)}: {t(`basis.${basis}`)}</span>)}
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3 className="mb-1 text-[13px] font-semibold text-ink-2">{t('laws.deadlines')}</h3>
          <ul>{deadline('access')}{deadline('erase')}{deadline('correct')}{deadline('breach')}</ul>
          {Object.keys(law.signals).length > 0 && (
            <>
              <h3 className="mt-3 mb-1 text-[13px] font-semibold text-ink-2">{t('laws.signals')}</h3>
              <ul>
                {Object.entries(law.signals).map(([signal, purposes]) => (
                  <li key={signal} className="py-0.5">{known('signal', signal)} → {purposes.map((one) => known('purpose', one)).join(', ')}</li>
                ))}
              </ul>
            </>
          )}
          {law.ownConsentFrom !== undefined && <p className="mt-3 text-ink-2">{t('laws.age', { age: law.ownConsentFrom })}</p>}
        </div>
      </div>
      <p className="mt-3 text-[13px] break-words text-ink-3">{law.sources.join(' · ')}</p>
    </Section>
  )
}
