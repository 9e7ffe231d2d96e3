/** The event debugger: everything that arrives, at once, and why it did what it did. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { Pause, Play, Send } from 'lucide-react'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useAddress } from '../../app/use-search.ts'
import { Button } from '../../components/button.tsx'
import { Input, Select } from '../../components/field.tsx'
import { Badge, PageHead, Skeleton } from '../../components/layout.tsx'
import { Fault } from '../../components/loaded.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { passes } from './buffer.ts'
import { EntryDrawer } from './entry-drawer.tsx'
import { FirstEvent } from './first-event.tsx'
import { LiveRow, ROW_HEIGHT } from './live-row.tsx'
import { TestEvent } from './test-event.tsx'
import { useLive } from './use-live.ts'

/** The page. */
export default function Live() {
  const { t, number, length } = useFormat()
  const [address, setAddress] = useAddress()
  const [testing, setTesting] = useState(false)
  const { buffer, line, loaded, error, setPaused, refresh } = useLive()
  const filter = { source: address['source'] ?? '', type: address['type'] ?? '', person: address['person'] ?? '', state: address['state'] ?? '' }
  const wanted = useDeferredValue(filter)
  const shown = useMemo(() => buffer.rows.filter((entry) => passes(entry, wanted)), [buffer.rows, wanted.source, wanted.type, wanted.person, wanted.state])
  const sources = useMemo(() => [...new Set(buffer.rows.map((entry) => entry.source))].toSorted(), [buffer.rows])
  const types = useMemo(() => [...new Set(buffer.rows.map((entry) => entry.type))].filter(Boolean).toSorted(), [buffer.rows])
  const lags = useMemo(() => buffer.rows.slice(0, 200).flatMap((entry) => entry.lagMs ?? []).toSorted((a, b) => a - b), [buffer.rows])
  const lag = lags[Math.floor(lags.length / 2)]
  const filtered = Object.values(filter).some((text) => text !== '')

  return (
    <>
      <PageHead
        title={t('live.title')}
        about={t('live.about')}
        actions={
          <>
            <Button onClick={() => setTesting(true)}>
              <Send size={15} aria-hidden /> {t('live.test')}
            </Button>
            <Button look={buffer.paused ? 'primary' : 'quiet'} onClick={() => setPaused(!buffer.paused)} aria-pressed={buffer.paused}>
              {buffer.paused ? <Play size={15} aria-hidden /> : <Pause size={15} aria-hidden />}
              {buffer.paused ? (buffer.waiting.length > 0 ? t('live.resumeWith', { count: buffer.waiting.length, number: number(buffer.waiting.length) }) : t('live.resume')) : t('live.pause')}
            </Button>
          </>
        }
      />
      <div className="mb-3 flex flex-wrap items-center gap-2" role="search" aria-label={t('live.filters')}>
        <Select aria-label={t('live.source')} value={filter.source} onValue={(source) => setAddress({ source })} options={[['', t('live.allSources')], ...sources.map((one) => [one, one] as const)]} />
        <Select aria-label={t('live.type')} value={filter.type} onValue={(type) => setAddress({ type })} options={[['', t('live.allTypes')], ...types.map((one) => [one, one] as const)]} />
        <Select aria-label={t('live.state')} value={filter.state} onValue={(state) => setAddress({ state })} options={[['', t('live.allStates')], ['ok', t('live.ok')], ['bad', t('live.bad')]]} />
        <Input aria-label={t('live.person')} placeholder={t('live.person')} value={filter.person} onChange={(event) => setAddress({ person: event.target.value })} className="w-44" />
        {filtered && (
          <Button small look="plain" onClick={() => setAddress({ source: '', type: '', person: '', state: '' })}>
            {t('app.clear')}
          </Button>
        )}
        <span className="tabular ml-auto flex items-center gap-2 text-[13px] text-ink-2" role="status">
          {filtered ? t('live.shownOf', { shown: number(shown.length), all: number(buffer.rows.length) }) : t('live.kept', { all: number(buffer.rows.length) })}
          {buffer.forgotten > 0 && <span>· {t('live.forgotten', { number: number(buffer.forgotten) })}</span>}
          {lag !== undefined && (
            <Badge tone={lag > 5_000 ? 'warn' : 'plain'} title={t('live.lagAbout')}>
              {t('live.lag', { time: length(lag) })}
            </Badge>
          )}
          <Badge tone={line === 'open' ? 'good' : line === 'broken' ? 'bad' : 'plain'}>{t(`live.line.${line}`)}</Badge>
        </span>
      </div>
      {error !== null && <Fault error={error} retry={refresh} />}
      {!loaded ? <Skeleton lines={10} /> : buffer.rows.length === 0 && error === null ? <FirstEvent /> : <Rows entries={shown} onOpen={(ref) => setAddress({ open: ref })} />}
      <EntryDrawer reference={address['open']} onClose={() => setAddress({ open: undefined })} />
      <TestEvent open={testing} onClose={() => setTesting(false)} />
    </>
  )
}

function Rows({ entries, onOpen }: { readonly entries: Parameters<typeof LiveRow>[0]['entry'][]; readonly onOpen: (ref: string) => void }) {
  const { t } = useFormat()
  const frame = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    getItemKey: (index) => entries[index]?.ref ?? index,
  })
  if (entries.length === 0) return <p className="rounded-2xl border border-line bg-surface px-6 py-12 text-center text-ink-2">{t('live.noneShown')}</p>
  return (
    <div ref={frame} tabIndex={0} role="region" aria-label={t('live.title')} className="h-[calc(100dvh-230px)] min-h-80 overflow-auto rounded-2xl border border-line bg-surface shadow-card">
      <div role="list" style={{ height: rows.getTotalSize(), position: 'relative', minWidth: 720 }}>
        {rows.getVirtualItems().map((item) => {
          const entry = entries[item.index]
          return entry && (
            <div key={item.key} role="listitem" style={{ position: 'absolute', top: 0, left: 0, right: 0, height: ROW_HEIGHT, transform: `translateY(${item.start}px)` }}>
              <LiveRow entry={entry} onOpen={onOpen} />
            </div>
          )
        })}
      </div>
    </div>
  )
}
