/** What people have asked for, the most urgent first, with the clock of the law; carried out here, after a look at what it touches. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { useState } from 'react'
import { post, withQuery } from '../../api/client.ts'
import { privacyRequests } from '../../api/queries.ts'
import type { DryRun, PrivacyRequest } from '../../api/types.ts'
import { useAddress } from '../../app/use-search.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { Dialog } from '../../components/drawer.tsx'
import { Select } from '../../components/field.tsx'
import { Badge, Bar, Card, Empty, Figure } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { NewRequest } from './new-request.tsx'

/** Fewer days than this are urgent. */
const SOON_DAYS = 7

/** The list. */
export function Requests() {
  const { t, number } = useFormat()
  const [address, setAddress] = useAddress()
  const state = address['state'] ?? ''
  const query = useQuery(privacyRequests(state))
  const [running, setRunning] = useState<PrivacyRequest | null>(null)
  return (
    <>
      {query.data && (
        <dl className="mb-5 flex flex-wrap gap-x-10 gap-y-3">
          <Figure name={t('requests.open')} value={number(query.data.counts.open)} />
          <Figure name={t('requests.dueSoon')} value={number(query.data.counts.dueSoon)} {...(query.data.counts.dueSoon > 0 && { tone: 'warn' as const })} />
          <Figure name={t('requests.overdue')} value={number(query.data.counts.overdue)} {...(query.data.counts.overdue > 0 && { tone: 'bad' as const })} />
          <Figure name={t('requests.done')} value={number(query.data.counts.done)} />
        </dl>
      )}
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <NewRequest />
        <Select
          aria-label={t('requests.state')}
          value={state}
          onValue={(next) => setAddress({ state: next })}
          options={[['', t('requests.every')], ['open', t('requestState.open')], ['running', t('requestState.running')], ['done', t('requestState.done')], ['failed', t('requestState.failed')]]}
        />
      </div>
      <Loaded query={query}>
        {(list) => (
          <Card flush>
            {list.items.length === 0 ? (
              <Empty icon={<Inbox size={22} />} title={t('requests.none')}>{t('requests.noneAbout')}</Empty>
            ) : (
              <ul className="divide-y divide-line">{list.items.map((one) => <Line key={one.id} request={one} onRun={() => setRunning(one)} />)}</ul>
            )}
          </Card>
        )}
      </Loaded>
      <Dialog open={running !== null} onClose={() => setRunning(null)} title={running ? t(`requests.run.${running.kind}`) : ''} about={running ? t(`requests.runAbout.${running.kind}`) : ''}>
        {running && <Run key={running.id} request={running} onDone={() => setRunning(null)} />}
      </Dialog>
    </>
  )
}

function Line({ request, onRun }: { readonly request: PrivacyRequest; readonly onRun: () => void }) {
  const { t, number, share, ago, moment, day, language } = useFormat()
  const base = `/v1/privacy/requests/${encodeURIComponent(request.id)}`
  return (
    <li className="grid items-center gap-x-5 gap-y-2 px-5 py-3.5 text-sm md:grid-cols-[8rem_1fr_12rem_13rem]">
      <Clock request={request} />
      <span className="min-w-0">
        <span className="font-semibold">{t(`request.${request.kind}`)}</span>{' '}
        {request.profile === null ? <span className="text-ink-3">{t('requests.nobody')}</span> : (
          <Link to="/profiles/$id" params={{ id: request.profile }} className="text-accent-text underline-offset-2 hover:underline"><Words>{request.name ?? request.person ?? t('app.anonymous')}</Words></Link>
        )}
        <span className="block text-[13px] text-ink-3" title={moment(request.requestedAt)}><Words>{request.lawName}</Words> · {t('requests.asked', { when: ago(request.requestedAt) })}</span>
        {request.note && <span className="block text-[13px] text-ink-2"><Words>{request.note}</Words></span>}
        {request.problem && <span role="alert" className="block text-[13px] text-bad">{request.problem}</span>}
      </span>
      <span className="text-[13px] text-ink-2" title={moment(request.dueAt)}>{request.doneAt === undefined ? t('requests.due', { day: day(request.dueAt) }) : t('requests.doneAt', { day: day(request.doneAt) })}</span>
      <span className="flex flex-wrap justify-end gap-2">
        {request.state === 'running' && (
          <span className="flex w-40 items-center gap-3" role="status">
            <Bar share={request.progress?.part ?? 0} className="flex-1" /><span className="tabular text-[13px]">{share(request.progress?.part ?? 0)}</span>
          </span>
        )}
        {(request.state === 'open' || request.state === 'failed') && <Button small look={request.kind === 'erase' ? 'danger' : 'primary'} onClick={onRun}>{t(`requests.do.${request.kind}`)}</Button>}
        {request.state === 'done' && request.kind === 'access' && (
          <>
            <a className={buttonClass('quiet', true)} href={withQuery(`${base}/export`, { format: 'html', locale: language })} target="_blank" rel="noreferrer">{t('requests.read')}</a>
            <a className={buttonClass('quiet', true)} href={`${base}/export`} download={`${request.id}.json`}>JSON</a>
          </>
        )}
        {request.state === 'done' && request.kind === 'erase' && <a className={buttonClass('quiet', true)} href={`${base}/certificate`} download={`${request.id}-certificate.json`}>{t('requests.certificate')}</a>}
        {request.counts && (
          <Badge title={request.counts.map((one) => `${one.place}: ${number(one.count)}`).join('\n')}>
            {t('requests.touched', { number: number(request.counts.reduce((sum, one) => sum + one.count, 0)) })}
          </Badge>
        )}
      </span>
    </li>
  )
}

function Clock({ request }: { readonly request: PrivacyRequest }) {
  const { t, number } = useFormat()
  const { daysLeft } = request
  if (daysLeft === null) return <span><Badge tone={request.state === 'done' ? 'good' : 'plain'}>{t(`requestState.${request.state}`)}</Badge></span>
  const tone = request.overdue ? 'bad' : daysLeft <= SOON_DAYS ? 'warn' : 'plain'
  return <span><Badge tone={tone}>{request.overdue ? t('requests.late', { number: number(-daysLeft) }) : t('requests.left', { count: daysLeft, number: number(daysLeft) })}</Badge></span>
}

/** First what would be touched; an erasure cannot be taken back, so it asks for a tick. */
function Run({ request, onDone }: { readonly request: PrivacyRequest; readonly onDone: () => void }) {
  const { t, known, number } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const [sure, setSure] = useState(request.kind !== 'erase')
  const [busy, setBusy] = useState(false)
  const path = `/v1/privacy/requests/${encodeURIComponent(request.id)}/run`
  const preview = useQuery({ queryKey: ['run', request.id], queryFn: () => post<DryRun>(withQuery(path, { dry: 1 })), gcTime: 0, retry: false })
  const carryOut = async () => {
    setBusy(true)
    try {
      await post(path)
      await Promise.all(['requests', 'people', 'profile', 'audit'].map((key) => client.invalidateQueries({ queryKey: [key] })))
      say.done(t('requests.started'))
      onDone()
    } catch (fault) {
      say.failed(fault)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Loaded query={preview} lines={4}>
      {(dry) => (
        <div className="flex flex-col gap-4 text-sm">
          <ul className="grid grid-cols-2 gap-x-8">
            {dry.counts.filter((one) => one.count > 0).map((one) => (
              <li key={one.place} className="flex justify-between border-b border-line py-1.5">
                <span className="text-ink-2">{known('place', one.place)}</span>
                <span className="tabular">{number(one.count)}</span>
              </li>
            ))}
          </ul>
          {request.kind === 'erase' && (
            <label className="flex items-start gap-2.5 rounded-xl bg-bad-soft px-4 py-3 text-bad">
              <input type="checkbox" checked={sure} onChange={(event) => setSure(event.target.checked)} className="mt-0.5 size-4 accent-[var(--bad)]" />
              {t('requests.sure')}
            </label>
          )}
          <div className="flex justify-end"><Button look={request.kind === 'erase' ? 'danger' : 'primary'} disabled={!sure || busy} onClick={() => void carryOut()}>{t(`requests.do.${request.kind}`)}</Button></div>
        </div>
      )}
    </Loaded>
  )
}
