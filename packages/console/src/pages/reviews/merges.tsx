/** Everything that was joined or separated, newest first, with who did it and the way to the person. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { GitMerge, Split } from 'lucide-react'
import { merges } from '../../api/queries.ts'
import type { MergeView } from '../../api/types.ts'
import { Card, Empty } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The list. */
export function Merges() {
  const { t } = useFormat()
  const query = useInfiniteQuery(merges)
  return (
    <Card flush>
      <LoadedPages query={query} empty={<Empty icon={<GitMerge size={22} />} title={t('merges.none')}>{t('merges.noneAbout')}</Empty>}>
        {(items) => <ul className="divide-y divide-line">{items.map((one) => <MergeLine key={`${one.ref}|${one.is}|${one.from.join()}`} merge={one} />)}</ul>}
      </LoadedPages>
    </Card>
  )
}

/** One merge or split in a sentence. */
export function MergeLine({ merge }: { readonly merge: MergeView }) {
  const { t, ago, moment, known } = useFormat()
  const cause = merge.givenBy ? t('merges.by', { who: merge.givenBy }) : t('merges.byEvent', { event: known('event', merge.event.type), source: merge.event.source })
  return (
    <li className="flex items-start gap-3 px-5 py-3 text-sm">
      {merge.is === 'merged' ? <GitMerge size={17} className="mt-0.5 text-good" aria-hidden /> : <Split size={17} className="mt-0.5 text-warn" aria-hidden />}
      <span className="min-w-0 flex-1">
        <span className="font-medium">{t(`merges.${merge.is}`)}</span>{' '}
        {merge.into.map((id, index) => (
          <span key={id}>
            {index > 0 && ' · '}
            <Link to="/profiles/$id" params={{ id }} search={{ tab: 'identity' }} className="text-accent-text underline-offset-2 hover:underline">
              <Words>{merge.names[id] ?? t('app.anonymous')}</Words>
            </Link>
          </span>
        ))}
        {merge.is === 'merged' && <span className="text-ink-3"> ← {t('merges.absorbed', { count: merge.from.length })}</span>}
        <span className="block text-[13px] text-ink-3" title={moment(merge.at)}>{ago(merge.at)} · {cause}{merge.why ? ` · ${merge.why}` : ''}</span>
      </span>
    </li>
  )
}
