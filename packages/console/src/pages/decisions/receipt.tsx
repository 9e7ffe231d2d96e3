/** The receipt of a decision: why this, why not the others, how the value came about, how chance chose; and the proof that it comes out the same again. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, RotateCcw, TriangleAlert } from 'lucide-react'
import { post } from '../../api/client.ts'
import { receipt } from '../../api/queries.ts'
import type { ReceiptView, DecisionReplay } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { JsonBlock } from '../../components/code-block.tsx'
import { Badge, Bar } from '../../components/layout.tsx'
import { Fault, Loaded } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The receipt. `place`: address in the log, finds old decisions at once. */
export function Receipt({ id, place }: { readonly id: string; readonly place: string }) {
  const { language } = useFormat()
  return <Loaded query={useQuery(receipt(id, place, language))} lines={10}>{(view) => <View view={view} place={place} />}</Loaded>
}

function View({ view, place }: { readonly view: ReceiptView; readonly place: string }) {
  const { t, moment, number, share, known } = useFormat()
  const { line } = view
  const possible = view.candidates.filter(({ out }) => !out).toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))
  const out = view.candidates.filter((one) => one.out)
  return (
    <div className="flex flex-col gap-7">
      <div className="rounded-xl bg-accent-soft px-5 py-4">
        <p className="flex flex-wrap items-center gap-2 text-lg font-semibold text-ink">
          <Words>{line.chosen === null ? t('decide.silence') : line.chosenName}</Words>
          <Badge tone="accent">{t('decide.chance', { share: share(line.propensity) })}</Badge>
          {line.kind !== 'best' && <Badge tone="info">{t(`decisionKind.${line.kind}`)}</Badge>}
        </p>
        <p className="mt-1 text-ink-2"><Words>{view.why}</Words></p>
        <p className="mt-2 text-[13px] text-ink-3">
          {line.profile !== null && <><Link to="/profiles/$id" params={{ id: line.profile }} className="text-accent-text underline"><Words>{line.profileName ?? t('app.anonymous')}</Words></Link> · </>}
          <Words>{line.placementName}</Words> · {moment(line.at)}
        </p>
      </div>
      <Again id={line.id} place={place} />
      <section>
        <h3 className="mb-1 font-semibold">{t('decide.ranked')}</h3>
        <p className="mb-3 text-[13px] text-ink-3">{t('decide.rankedAbout')}</p>
        <ul className="flex flex-col gap-4">
          {possible.map((one) => (
            <li key={one.offer ?? ''} className="grid grid-cols-[1fr_auto] gap-x-4 text-sm">
              <span className={one.offer === line.chosen ? 'font-semibold' : ''}><Words>{one.offer === null ? t('decide.silence') : one.name}</Words></span>
              <span className="tabular text-right"><span className="mr-3 text-ink-3">{t('decide.worth', { value: number(one.score ?? 0, 2) })}</span><span className="font-medium">{share(one.probability ?? 0)}</span></span>
              <Bar share={one.probability ?? 0} className="col-span-2 mt-1" tone={one.offer === line.chosen ? 'accent' : 'warm'} />
              {one.worth && (
                <span className="tabular col-span-2 mt-1 text-[13px] text-ink-2">
                  {t(
                    'receipt.sum',
                    {
                      p: share(one.worth.p),
                      value: number(one.worth.value, 1),
                      lever: number(one.worth.lever, 2),
                      cost: number(one.worth.cost + one.worth.shadow + one.worth.moment, 1),
                      score: number(one.score ?? 0, 2),
                    },
                  )}{' '}
                  <span className="text-ink-3">{t(one.worth.from === 'learned' ? 'receipt.fromExamples' : 'receipt.fromRate', { n: number(one.worth.n) })}</span>
                </span>
              )}
              <span className="col-span-2 mt-0.5 text-[13px] text-ink-2"><Words>{one.why}</Words></span>
            </li>
          ))}
        </ul>
      </section>
      {view.contributions.length > 0 && (
        <section>
          <h3 className="mb-1 font-semibold">{t('receipt.spoke')}</h3>
          <p className="mb-3 text-[13px] text-ink-3">{t('receipt.spokeAbout')}</p>
          <Contributions items={view.contributions} />
        </section>
      )}
      {out.length > 0 && (
        <section>
          <h3 className="mb-3 font-semibold">{t('receipt.whyNot')}</h3>
          <ul className="divide-y divide-line">
            {out.map((one) => (
              <li key={one.offer ?? ''} className="py-2.5 text-sm">
                <span className="flex flex-wrap items-center gap-2 font-medium"><Words>{one.name}</Words>{one.out && <Badge tone="warn">{known('check', one.out.check)}</Badge>}</span>
                <span className="text-ink-2"><Words>{one.why}</Words></span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {(view.consent.length > 0 || view.moments.length > 0) && (
        <section>
          <h3 className="mb-2 font-semibold">{t('receipt.consent')}</h3>
          <ul className="list-disc pl-5 text-sm text-ink-2">
            {view.moments.map(({ id, name }) => <li key={id}><Words>{name}</Words></li>)}
            {view.consent.map((sentence) => <li key={sentence}><Words>{sentence}</Words></li>)}
          </ul>
        </section>
      )}
      <section>
        <h3 className="mb-2 font-semibold">{t('receipt.draw')}</h3>
        <p className="mb-2 text-[13px] text-ink-3">{t('receipt.drawAbout', { u: view.draw.u === null ? '–' : number(view.draw.u, 4), exploration: view.draw.exploration === null ? '–' : share(view.draw.exploration) })}</p>
        <Draw draw={view.draw} names={new Map(view.candidates.map(({ offer, name }) => [offer, name]))} />
      </section>
      {view.features.length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold">{t('receipt.features')}</h3>
          <dl className="grid grid-cols-2 gap-x-6 gap-y-1 text-[13px] sm:grid-cols-3">
            {view.features.map(({ feature, name, value }) => (
              <div key={feature} className="min-w-0">
                <dt className="truncate text-ink-3">{name}</dt><dd className="tabular truncate"><Words>{value === null ? t('receipt.unknown') : typeof value === 'number' ? number(value, 2) : value}</Words></dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <JsonBlock label={t('receipt.stored', { bytes: number(view.bytes), version: number(line.version) })} value={view} />
    </div>
  )
}

/** What each feature adds, for it to the right and against it to the left. */
export function Contributions({ items }: { readonly items: readonly { readonly feature: string; readonly name: string; readonly value: string; readonly adds: number }[] }) {
  const { t, number } = useFormat()
  const most = Math.max(...items.map(({ adds }) => Math.abs(adds)), 1e-9)
  return (
    <ul className="flex flex-col gap-1.5">
      {items.map(({ feature, name, value, adds }) => (
        <li key={feature + value} className="grid grid-cols-[minmax(0,1fr)_140px_56px] items-center gap-3 text-[13px]">
          <span className="truncate" title={`${name} = ${value}`}><Words>{name}</Words>{value !== '' && <span className="text-ink-3"> = <Words>{value}</Words></span>}</span>
          <span className="relative h-2.5 rounded-full bg-ink/8" aria-hidden>
            <span className={`absolute top-0 h-full ${adds >= 0 ? 'left-1/2 rounded-r-full bg-good' : 'right-1/2 rounded-l-full bg-bad'}`} style={{ width: `${(Math.abs(adds) / most) * 50}%` }} />
          </span>
          <span className="tabular text-right" title={t(adds >= 0 ? 'receipt.for' : 'receipt.against')}>{adds >= 0 ? '+' : '−'}{number(Math.abs(adds), 2)}</span>
        </li>
      ))}
    </ul>
  )
}

const TINTS = ['bg-accent', 'bg-warm', 'bg-info', 'bg-good', 'bg-warn', 'bg-bad'] as const

function Draw({ draw, names }: { readonly draw: ReceiptView['draw']; readonly names: ReadonlyMap<string | null, string> }) {
  const { t, share } = useFormat()
  return (
    <>
      <div className="relative">
        <div className="flex h-5 overflow-hidden rounded-md" aria-hidden>
          {draw.stretches.map(({ offer, from, to }, at) => <span key={offer ?? ''} className={`${TINTS[at % TINTS.length]} border-r border-surface opacity-70`} style={{ width: `${(to - from) * 100}%` }} />)}
        </div>
        {draw.u !== null && <span aria-hidden className="absolute -top-1 h-7 w-0.5 bg-ink" style={{ left: `${draw.u * 100}%` }} />}
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
        {draw.stretches.map(({ offer, from, to }, at) => (
          <li key={offer ?? ''} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2.5 rounded-sm ${TINTS[at % TINTS.length]} opacity-70`} /><Words>{offer === null ? t('decide.silence') : (names.get(offer) ?? offer)}</Words> {share(to - from)}
          </li>
        ))}
      </ul>
    </>
  )
}

function Again({ id, place }: { readonly id: string; readonly place: string }) {
  const { t, number } = useFormat()
  const again = useMutation({ mutationFn: () => post<DecisionReplay>(`/v1/decisions/${encodeURIComponent(id)}/replay${place === '' ? '' : `?ref=${encodeURIComponent(place)}`}`) })
  return (
    <div className="flex flex-wrap items-center gap-3 text-sm">
      <Button small onClick={() => again.mutate()} disabled={again.isPending}><RotateCcw size={14} aria-hidden /> {t('receipt.again')}</Button>
      <span role="status" className="min-w-0 text-[13px]">
        {again.data?.equal && <span className="flex items-center gap-1.5 text-good"><Check size={15} aria-hidden /> {t('receipt.same', { compared: number(again.data.compared) })} {t(`receiptFeatures.${again.data.features}`)}</span>}
        {again.data && !again.data.equal && <span className="flex items-center gap-1.5 text-bad"><TriangleAlert size={15} aria-hidden /> {t('receipt.differs', { path: again.data.differs[0]?.path ?? '' })}</span>}
        {!again.data && !again.error && <span className="text-ink-3">{t('receipt.againAbout')}</span>}
      </span>
      {again.error && <Fault error={again.error} />}
    </div>
  )
}
