/** A rule with a tick or a cross at each part: why a person does or does not belong. */
import { Check, X } from 'lucide-react'
import type { ExplainNode } from '../api/types.ts'
import { Words } from '../components/words.tsx'
import { useFormat } from '../i18n/use-format.ts'

/** One part and the parts it consists of. The failing ones stand out. */
export function Explanation({ node }: { readonly node: ExplainNode }) {
  const { t, ago, moment } = useFormat()
  return (
    <div className="text-sm">
      <div className="flex items-start gap-2.5">
        <span className={`mt-0.5 grid size-5 shrink-0 place-items-center rounded-full ${node.is ? 'bg-good-soft text-good' : 'bg-bad-soft text-bad'}`}>
          {node.is ? <Check size={13} strokeWidth={3} aria-hidden /> : <X size={13} strokeWidth={3} aria-hidden />}
          <span className="sr-only">{node.is ? t('explain.holds') : t('explain.fails')}</span>
        </span>
        <div className="min-w-0">
          <Words className={node.is ? 'text-ink' : 'font-medium text-ink'}>{node.sentence}</Words>
          {node.actual !== undefined && (
            <span className="block text-[13px] text-ink-2">
              {t('explain.actual')} <Words className="font-medium">{node.actual}</Words>
            </span>
          )}
          {node.until !== undefined && <span className="block text-[13px] text-warn" title={moment(node.until)}>{t('explain.until', { when: ago(node.until) })}</span>}
        </div>
      </div>
      {node.children.length > 0 && (
        <ul className="mt-2 ml-2.5 flex flex-col gap-2 border-l-2 border-line pl-5">
          {node.children.map((child, index) => (
            <li key={index}>
              <Explanation node={child} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
