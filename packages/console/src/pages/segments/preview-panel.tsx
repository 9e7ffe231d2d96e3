/** How many people the rule takes right now, and ten of them. */
import { Link } from '@tanstack/react-router'
import { Bar } from '../../components/layout.tsx'
import { Face } from '../../components/people-table.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import type { PreviewState } from '../../rule/use-preview.ts'

/** The panel at the side of the editor. */
export function PreviewPanel({ preview, complete }: { readonly preview: PreviewState; readonly complete: boolean }) {
  const { t, number, share, length } = useFormat()
  const { answer, busy, failure } = preview
  return (
    <aside aria-label={t('preview.title')} className="rounded-2xl border border-line bg-surface p-5 shadow-card xl:sticky xl:top-6">
      <h2 className="font-semibold">{t('preview.title')}</h2>
      {!complete ? (
        <p className="mt-2 text-sm text-ink-2">{t('preview.incomplete')}</p>
      ) : failure !== null ? (
        <p className="mt-2 text-sm text-bad" role="alert">{failure}</p>
      ) : answer === null ? (
        <div className="skeleton mt-3 h-10 w-32" />
      ) : (
        <div className={busy ? 'opacity-60 transition-opacity' : 'transition-opacity'}>
          <p className="tabular mt-2 text-4xl font-semibold tracking-tight" aria-live="polite">
            {number(answer.count)}
            {answer.plusMinus > 0 && <span className="ml-2 text-lg font-normal text-ink-3">± {number(answer.plusMinus)}</span>}
          </p>
          <p className="mt-0.5 text-[13px] text-ink-2">
            {t('preview.of', { all: number(answer.of), share: share(answer.of === 0 ? 0 : answer.count / answer.of) })} · {answer.plusMinus > 0 ? t('preview.estimate') : t('preview.exact')}
          </p>
          <Bar share={answer.of === 0 ? 0 : answer.count / answer.of} className="mt-3" />
          <p className="mt-4 rounded-lg bg-raised px-3 py-2.5 text-sm text-ink"><Words>{answer.sentence}</Words></p>
          <h3 className="mt-5 mb-1 text-[13px] font-semibold text-ink-2">{t('preview.examples')}</h3>
          {answer.examples.length === 0 && <p className="text-sm text-ink-2">{t('preview.nobody')}</p>}
          <ul className="-mx-2">
            {answer.examples.slice(0, 10).map((person) => (
              <li key={person.id}>
                <Link to="/profiles/$id" params={{ id: person.id }} className="flex items-center gap-2.5 rounded-lg px-2 py-1.5 text-sm hover:bg-raised">
                  <Face name={person.name} />
                  <span className="min-w-0">
                    <Words className="block truncate font-medium">{person.name ?? t('app.anonymous')}</Words>
                    <span className="block truncate text-xs text-ink-3">{person.identifiers[0]}</span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          <p className="mt-3 text-xs text-ink-3">{t('preview.took', { time: length(answer.tookMs) })}</p>
        </div>
      )}
    </aside>
  )
}
