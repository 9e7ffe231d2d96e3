/** Replays that were asked for, newest first. */
import { useQuery } from '@tanstack/react-query'
import { whatifs } from '../../api/queries.ts'
import { Badge, Card, Empty } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Ranged } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { VERDICT_TONES } from './verdict.ts'

/** The list. */
export function Past({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const { t, moment, number } = useFormat()
  return (
    <Loaded query={useQuery(whatifs)}>
      {(list) => list.length === 0 ? <Card><Empty title={t('whatif.noPast')}>{t('whatif.askAbout')}</Empty></Card> : (
        <Card flush>
          <ul className="divide-y divide-line">
            {list.map((one) => (
              <li key={one.id}>
                <button type="button" onClick={() => onOpen(one.id)} className="flex w-full flex-wrap items-center gap-x-5 gap-y-1 px-5 py-3.5 text-left text-sm hover:bg-raised focus-visible:-outline-offset-2">
                  <Words className="min-w-52 font-medium">{one.name}</Words>
                  <span className="text-[13px] text-ink-3">{moment(one.startedAt)}</span>
                  {one.result === null ? <Badge>{t(`whatifState.${one.state}`)}</Badge> : <Badge tone={VERDICT_TONES[one.result.verdict]}>{t(`whatifVerdict.${one.result.verdict}`)}</Badge>}
                  {one.result && !('none' in one.result.lift) && <span className="ml-auto"><Ranged of={one.result.lift} show={(value) => number(value, 3)} /></span>}
                </button>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Loaded>
  )
}
