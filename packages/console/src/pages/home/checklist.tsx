/** The first steps, ticked by themselves as they happen, each with how to do it. */
import { Link } from '@tanstack/react-router'
import { Check, ChevronDown } from 'lucide-react'
import type { Health } from '../../api/types.ts'
import { buttonClass } from '../../components/button.tsx'
import { CodeBlock } from '../../components/code-block.tsx'
import { Section } from '../../components/layout.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Snippets } from '../live/first-event.tsx'

type Step = Health['checklist'][number]['id']

const GO: { readonly [step in Step]: { readonly to: string; readonly id?: string; readonly tab?: string } } = {
  first_event: { to: '/live' },
  first_identity: { to: '/profiles' },
  first_segment: { to: '/segments/$id', id: 'new' },
  first_offer: { to: '/offers/$id', id: 'new' },
  first_decision: { to: '/offers', tab: 'try' },
  first_journey: { to: '/journeys/$id', id: 'new' },
  first_message: { to: '/messages' },
  mail_provider: { to: '/settings', tab: 'sending' },
  consent: { to: '/profiles' },
}

/** A command for the step, where one helps. */
function codeOf(step: Step): string | null {
  const head = (path: string) => `curl -X POST ${location.origin}${path} \\\n  -H 'authorization: Bearer KEY' -H 'content-type: application/json' \\\n  -d `
  if (step === 'first_identity') return `${head('/v1/events')}'{"type":"identified","identifiers":{"userId":"u1","email":"yijun@example.com"},"traits":{"name":"陳怡君","city":"台北市"}}'`
  if (step === 'first_decision') return `${head('/v1/decide')}'{"placement":"PLACEMENT","person":"userId:u1"}'`
  if (step === 'consent') return `${head('/v1/consent')}'{"person":"userId:u1","purpose":"marketing","channel":"email","is":"given","text":"2026-05"}'`
  if (step === 'mail_provider') return 'RAPPORT_SMTP_URL=smtps://USER:PASSWORD@smtp.example.com:465 \\\nRAPPORT_MAIL_FROM=hello@example.com npm start'
  return null
}

/** The list; the first open step is unfolded. */
export function Checklist({ items }: { readonly items: Health['checklist'] }) {
  const { t, number } = useFormat()
  const next = items.find((one) => !one.done)?.id
  const done = items.filter((one) => one.done).length
  return (
    <Section title={t('setup.title')} about={t('setup.done', { done: number(done), all: number(items.length) })}>
      <ol className="divide-y divide-line">
        {items.map((item) => (
          <li key={item.id}>
            <details className="group" open={item.id === next}>
              <summary className="flex list-none items-center gap-3 py-2.5 [&::-webkit-details-marker]:hidden">
                <span className={`grid size-6 shrink-0 place-items-center rounded-full border ${item.done ? 'border-transparent bg-good-soft text-good' : 'border-line-strong text-transparent'}`}>
                  <Check size={14} strokeWidth={3} aria-hidden />
                </span>
                <span className={`flex-1 ${item.done ? 'text-ink-2' : 'font-medium'}`}>
                  {t(`setup.${item.id}`)}
                  <span className="sr-only"> {item.done ? t('setup.isDone') : t('setup.isOpen')}</span>
                </span>
                <ChevronDown size={16} className="text-ink-3 transition-transform group-open:rotate-180" aria-hidden />
              </summary>
              <div className="flex flex-col items-start gap-3 pb-4 pl-9">
                <p className="text-sm text-ink-2">{t(`setup.${item.id}.about`)}</p>
                {item.id === 'first_event' && !item.done && <div className="w-full min-w-0"><Snippets /></div>}
                {codeOf(item.id) !== null && <div className="w-full min-w-0"><CodeBlock label="curl" text={codeOf(item.id) ?? ''} /></div>}
                <Link
                  to={GO[item.id].to}
                  params={{ id: GO[item.id].id ?? '' } as never}
                  search={(GO[item.id].tab ? { tab: GO[item.id].tab } : {}) as never}
                  className={buttonClass(item.id === next ? 'primary' : 'quiet', true)}
                >
                  {t(`setup.${item.id}.go`)}
                </Link>
              </div>
            </details>
          </li>
        ))}
      </ol>
    </Section>
  )
}
