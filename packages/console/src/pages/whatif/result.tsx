/** What a replay found: the lift with its range or an honest refusal, and what would change for offers, people, channels and budgets. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { post } from '../../api/client.ts'
import type { RampView, WhatIfResult, WhatIfView } from '../../api/types.ts'
import { useAddress } from '../../app/use-search.ts'
import { Button } from '../../components/button.tsx'
import { Chart, type ChartColours } from '../../components/chart.tsx'
import { JsonBlock } from '../../components/code-block.tsx'
import { Badge, Figure, Section } from '../../components/layout.tsx'
import { Fault } from '../../components/loaded.tsx'
import { Ranged, Whisker } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Effects } from './effects.tsx'
import { VERDICT_TONES } from './verdict.ts'

/** The result. */
export function Result({ view, result }: { readonly view: WhatIfView; readonly result: WhatIfResult }) {
  const { t, number, share, moment, has } = useFormat()
  const show = (value: number) => number(value, 3)
  const { support } = result
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Section title={<Words>{view.name}</Words>} actions={<Badge tone={VERDICT_TONES[result.verdict]}>{t(`whatifVerdict.${result.verdict}`)}</Badge>}>
        <p className="mb-4 text-sm text-ink-2">{t(`whatifVerdict.${result.verdict}About`)}</p>
        <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-3">
          <Figure name={t('whatif.now')} value={<Ranged of={result.now} show={show} />} />
          <Figure name={t('whatif.then')} value={<Ranged of={result.under} show={show} />} />
          <Figure name={t('whatif.lift')} value={<Ranged of={result.lift} show={show} />} {...(result.liftShare !== null && { hint: t('whatif.liftShare', { share: share(result.liftShare) }) })} />
        </dl>
        {!('none' in result.lift) && <div className="mt-3"><Whisker of={result.lift} least={Math.min(result.lift.low, 0) * 1.1} most={Math.max(result.lift.high, 0) * 1.1} /></div>}
        <p className="mt-3 text-[13px] text-ink-3">
          {t(
            'whatif.window',
            {
              used: number(result.used),
              decisions: number(result.decisions),
              people: number(result.people),
              from: moment(result.window.from),
              until: moment(result.window.until),
            },
          )}
        </p>
        <ul className="mt-3 flex flex-col gap-1 text-sm">
          {result.problems.map(({ code, detail }) => <li key={code} className="text-warn">{has(`whatifProblem.${code}`) ? t(`whatifProblem.${code}`, detail) : code}</li>)}
          {result.leftOut.map(({ why, decisions }) => <li key={why} className="text-[13px] text-ink-3">{t('whatif.leftOut', { why: has(`whatifLeftOut.${why}`) ? t(`whatifLeftOut.${why}`) : why, number: number(decisions) })}</li>)}
        </ul>
        <div className="mt-4"><StartRamp view={view} result={result} /></div>
      </Section>
      {result.unsupported.length > 0 && (
        <Section title={t('whatif.unsupported')} about={t('whatif.unsupportedAbout')}>
          <ul className="divide-y divide-line text-sm">
            {result.unsupported.map((one) => (
              <li key={`${one.offer}-${one.placement}-${one.check}`} className="flex flex-wrap gap-x-3 py-2">
                <Words className="font-medium">{one.offerName ?? t('decide.silence')}</Words>
                <span className="text-ink-2">{t(`whatifUnsupported.${one.is}`, { placement: one.placement, check: one.check === null ? '' : t(`check.${one.check}`, { defaultValue: one.check }) })}</span>
                <span className="tabular ml-auto text-ink-3">{t('whatif.wanted', { share: share(one.share), number: number(one.decisions) })}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {result.course.length > 1 && <Course course={result.course} />}
      <Effects result={result} />
      <Section title={t('whatif.support')} about={t('whatif.supportAbout')}>
        <dl className="flex flex-wrap gap-x-10 gap-y-4">
          <Figure
            name={t('whatif.ess')}
            value={number(support.effectiveSample)}
            hint={t('whatif.essNeeded', { needed: number(support.needed) })}
            {...(support.effectiveSample < support.needed && { tone: 'bad' as const })}
          />
          <Figure
            name={t('whatif.heaviest')}
            value={share(support.heaviestShare)}
            hint={t('whatif.heaviestAllowed', { allowed: share(support.heaviestAllowed) })}
            {...(support.heaviestShare > support.heaviestAllowed && { tone: 'bad' as const })}
          />
          <Figure name={t('whatif.uncovered')} value={share(support.uncovered)} />
          <Figure name={t('whatif.noHarm')} value={result.doNoHarm === null ? '–' : show(result.doNoHarm)} hint={t('whatif.noHarmAbout')} />
        </dl>
        <table className="mt-5 text-sm">
          <tbody>
            {result.estimates.map(({ name, estimate, diagnostic }) => (
              <tr key={name} className={diagnostic ? 'text-ink-3' : ''}>
                <th scope="row" className="pr-6 text-left font-medium">{t(`estimator.${name}`)}</th><td className="tabular text-right">{estimate === null ? '–' : show(estimate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="mt-4 text-[13px] text-ink-3">{t('whatif.notReplayed')} {result.notReplayed.map((one) => t(`whatifNot.${one}`, { defaultValue: one })).join(' · ')}</p>
      </Section>
      <JsonBlock label={t('whatif.json')} value={view} />
    </div>
  )
}

function Course({ course }: { readonly course: WhatIfResult['course'] }) {
  const { t, number, moment } = useFormat()
  const key = JSON.stringify(course)
  const option = useCallback((colours: ChartColours) => {
    const list = JSON.parse(key) as WhatIfResult['course']
    const line = { type: 'line', showSymbol: false }
    return {
      grid: { left: 8, right: 12, top: 12, bottom: 8, containLabel: true },
      xAxis: { type: 'category', data: list.map(({ decisions }) => number(decisions)), axisLabel: { color: colours.quiet } },
      yAxis: { type: 'value', axisLabel: { color: colours.quiet }, splitLine: { lineStyle: { color: colours.line } } },
      series: [
        { ...line, stack: 'range', lineStyle: { opacity: 0 }, data: list.map(({ low }) => low) },
        { ...line, stack: 'range', stackStrategy: 'all', lineStyle: { opacity: 0 }, areaStyle: { color: colours.accent, opacity: 0.18 }, data: list.map(({ low, high }) => high - low) },
        {
          ...line,
          lineStyle: { color: colours.accent },
          itemStyle: { color: colours.accent },
          data: list.map(({ estimate }) => estimate),
          markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: colours.quiet }, data: [{ yAxis: 0 }] },
        },
      ],
    }
  }, [key, number])
  return (
    <Section title={t('whatif.course')} about={t('whatif.courseAbout')}>
      <Chart
        label={t('whatif.courseAbout')}
        option={option}
        height={220}
        table={{
          heads: [t('learning.decisions'), t('whatif.lift'), t('whatif.from'), t('whatif.to'), ''],
          rows: course.map((one) => [number(one.decisions), number(one.estimate, 3), number(one.low, 3), number(one.high, 3), moment(one.at)]),
        }}
      />
    </Section>
  )
}

function StartRamp({ view, result }: { readonly view: WhatIfView; readonly result: WhatIfResult }) {
  const { t } = useFormat()
  const client = useQueryClient()
  const [, setAddress] = useAddress()
  const start = useMutation({
    mutationFn: () => post<RampView>('/v1/ramp', { whatif: view.id }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['ramp'] })
      setAddress({ tab: 'ramp' })
    },
  })
  const isPossible = result.verdict === 'better' || result.verdict === 'no_difference_yet'
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button look="primary" disabled={!isPossible || start.isPending} onClick={() => start.mutate()}>{t('ramp.start')}</Button>
      <span className="text-[13px] text-ink-3">{t(isPossible ? 'ramp.startAbout' : 'ramp.notYet')}</span>
      {start.error && <Fault error={start.error} />}
      <Link to="/offers" search={{ tab: 'arbitration' }} className="ml-auto text-sm text-accent-text underline">{t('arbitration.title')}</Link>
    </div>
  )
}
