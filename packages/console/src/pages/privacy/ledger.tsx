/** Every statement about consent, in order, in a chain that shows any change; and the button that checks it. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { BookCheck } from 'lucide-react'
import { useState } from 'react'
import { get, withQuery } from '../../api/client.ts'
import type { LedgerCheck, LedgerPage } from '../../api/types.ts'
import { useAddress } from '../../app/use-search.ts'
import { Button } from '../../components/button.tsx'
import { Badge, Bar, Card, Empty } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { PersonPicker } from '../../components/person-picker.tsx'
import { useSay } from '../../components/toast.tsx'
import { Code, Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The view. */
export function Ledger() {
  const { t, known, number, moment } = useFormat()
  const [address, setAddress] = useAddress()
  const person = address['person'] ?? ''
  const query = useInfiniteQuery({
    queryKey: ['ledger', person],
    queryFn: ({ pageParam }) => get<LedgerPage>(withQuery('/v1/consent/ledger', { person, after: pageParam, limit: 100 })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-4">
        <PersonPicker value={person} onValue={(next) => setAddress({ person: next })} />
        <Check />
      </div>
      <Card flush>
        <LoadedPages query={query} empty={<Empty icon={<BookCheck size={22} />} title={t('ledger.none')}>{t('ledger.noneAbout')}</Empty>}>
          {(rows) => (
            <ul className="divide-y divide-line">
              {rows.map((row) => (
                <li key={row.n} className="grid gap-x-4 gap-y-1 px-5 py-3 text-sm md:grid-cols-[4rem_9rem_1fr_auto]">
                  <span className="tabular text-ink-3">{number(row.n)}</span>
                  <span><Badge tone={row.is === 'given' ? 'good' : 'bad'}>{t(`consent.${row.is}`)}</Badge></span>
                  <span>
                    <Words className="font-medium">{row.purpose === '*' ? t('ledger.everything') : known('purpose', row.purpose)}</Words> · {row.channel === '*' ? t('consent.allChannels') : known('channel', row.channel)}
                    {row.jurisdiction && <> · {row.jurisdiction}</>}
                    <span className="block text-[13px] text-ink-3">{moment(row.at)} · {row.source}{row.text && <> · {t('consent.wording', { text: row.text })}</>}</span>
                  </span>
                  <span className="text-right"><Code>{row.receipt}</Code></span>
                </li>
              ))}
            </ul>
          )}
        </LoadedPages>
      </Card>
    </>
  )
}

/** Walks the whole chain, stretch by stretch, and says whether it holds. */
function Check() {
  const { t, number } = useFormat()
  const say = useSay()
  const [state, setState] = useState<{ readonly checked: number; readonly head: number; readonly end: LedgerCheck | null } | null>(null)
  const check = async () => {
    try {
      let checked = 0
      for (let after: number | null = 0; after !== null;) {
        const part: LedgerCheck = await get<LedgerCheck>(withQuery('/v1/consent/ledger/verify', { after }))
        checked += part.checked
        after = part.ok ? part.next : null
        setState({ checked, head: part.head, end: after === null ? part : null })
      }
    } catch (fault) {
      say.failed(fault)
    }
  }
  return (
    <div className="flex flex-1 flex-wrap items-center gap-3" aria-live="polite">
      <Button onClick={() => void check()}>{t('ledger.check')}</Button>
      {state && state.end === null && <Bar share={state.checked / Math.max(1, state.head)} className="w-40" />}
      {state?.end?.ok === true && <Badge tone="good">{t('ledger.whole', { number: number(state.checked) })}</Badge>}
      {state?.end?.ok === false && <Badge tone="bad">{t('ledger.broken', { row: number(state.end.broken?.n ?? 0) })} {state.end.broken?.said}</Badge>}
    </div>
  )
}
