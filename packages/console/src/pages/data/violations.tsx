/** What does not keep to the plan, and the events that were kept out because of it: they wait here and can be let in again. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CheckCircle2 } from 'lucide-react'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { violations } from '../../api/queries.ts'
import type { ReplayAnswer, ViolationLine } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/drawer.tsx'
import { Badge, Card, Empty } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useSay } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The list. */
export function Violations() {
  const { t } = useFormat()
  const query = useQuery(violations)
  const [open, setOpen] = useState<string | null>(null)
  return (
    <>
      <Loaded query={query}>
        {(list) =>
          list.length === 0 ? (
            <Card><Empty icon={<CheckCircle2 size={22} />} title={t('data.noProblems')}>{t('data.noProblemsAbout')}</Empty></Card>
          ) : (
            <Card flush>
              <ul className="divide-y divide-line">{list.map((one) => <Line key={`${one.type}|${one.code}|${one.path}`} line={one} onOpen={() => setOpen(one.type)} />)}</ul>
            </Card>
          )
        }
      </Loaded>
      <Dialog open={open !== null} onClose={() => setOpen(null)} title={t('replay.title')} about={t('replay.about')}>
        {open !== null && <Replay type={open} onDone={() => setOpen(null)} />}
      </Dialog>
    </>
  )
}

function Line({ line, onOpen }: { readonly line: ViolationLine; readonly onOpen: () => void }) {
  const { t, known, number, ago } = useFormat()
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 text-sm">
      <Link to="/data/$type" params={{ type: line.type }} className="w-48 font-medium text-accent-text underline-offset-2 hover:underline">{known('event', line.type)}</Link>
      <Badge tone={line.enforce === 'block' ? 'bad' : 'warn'}>{known('violation', line.code)}</Badge>
      <span className="min-w-52 flex-1 text-ink-2">{line.message}</span>
      <span className="tabular">{number(line.count)}</span>
      <span className="text-ink-3">{ago(line.lastAt)}</span>
      {line.open > 0 && <Button small onClick={onOpen}>{t('replay.open', { number: number(line.open) })}</Button>}
    </li>
  )
}

/** Says what would happen before it happens: as the events are, or with the repairs that suggest themselves. */
function Replay({ type, onDone }: { readonly type: string; readonly onDone: () => void }) {
  const { t, number } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const [suggested, setSuggested] = useState(true)
  const [busy, setBusy] = useState(false)
  const preview = useQuery({ queryKey: ['replay', type, suggested], queryFn: () => post<ReplayAnswer>('/v1/bad/replay', { event: type, suggested, dry: true }), gcTime: 0, retry: false })
  const carryOut = async () => {
    setBusy(true)
    try {
      const answer = await post<ReplayAnswer>('/v1/bad/replay', { event: type, suggested })
      await Promise.all(['violations', 'tracking', 'bad'].map((key) => client.invalidateQueries({ queryKey: [key] })))
      say.done(t('replay.done', { number: number(answer.replayed) }))
      onDone()
    } catch (fault) {
      say.failed(fault)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="flex flex-col gap-4 text-sm">
      <label className="flex items-center gap-2.5">
        <input type="checkbox" checked={suggested} onChange={(event) => setSuggested(event.target.checked)} className="size-4 accent-[var(--accent)]" />
        {t('replay.suggested')}
      </label>
      <Loaded query={preview} lines={3}>
        {(answer) => (
          <>
            <p>{t('replay.would', { replayed: number(answer.replayed), looked: number(answer.looked), still: number(answer.still) })}</p>
            <ul className="text-ink-2">{answer.why.slice(0, 5).map((one) => <li key={one.message}>{number(one.count)} × {one.message}</li>)}</ul>
            <div className="flex justify-end">
              <Button look="primary" disabled={busy || answer.replayed === 0} onClick={() => void carryOut()}>
                {t('replay.do', { number: number(answer.replayed) })}
              </Button>
            </div>
          </>
        )}
      </Loaded>
    </div>
  )
}
