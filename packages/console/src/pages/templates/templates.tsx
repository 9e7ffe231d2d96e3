/** Wordings of messages, per channel and language. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FileText, Plus } from 'lucide-react'
import { templates } from '../../api/queries.ts'
import { buttonClass } from '../../components/button.tsx'
import { Badge, Card, Empty, PageHead } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { LANGUAGES } from '../../i18n/language.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** The page. */
export default function Templates() {
  const { t, known } = useFormat()
  const query = useQuery(templates)
  const create = (
    <Link to="/templates/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
      <Plus size={16} aria-hidden /> {t('template.new')}
    </Link>
  )
  return (
    <>
      <PageHead title={t('nav.templates')} about={t('template.about')} actions={create} />
      <Loaded query={query}>
        {(list) =>
          list.length === 0 ? (
            <Card>
              <Empty icon={<FileText size={22} />} title={t('template.none')}>
                <p className="mb-4">{t('template.noneAbout')}</p>
                {create}
              </Empty>
            </Card>
          ) : (
            <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
              {list.map((one) => {
                const body = one.bodies[one.defaultLocale]
                return (
                  <li key={one.id}>
                    <Link to="/templates/$id" params={{ id: one.id }} className="flex h-full flex-col gap-2 rounded-2xl border border-line bg-surface p-5 shadow-card hover:border-line-strong">
                      <span className="flex items-center gap-2">
                        <Words className="flex-1 truncate font-semibold">{one.name}</Words>
                        <Badge tone="accent">{known('channel', one.channel)}</Badge>
                      </span>
                      <span className="line-clamp-2 text-sm text-ink-2"><Words>{body?.subject ?? body?.text ?? ''}</Words></span>
                      <span className="mt-auto flex flex-wrap gap-1.5 pt-2">
                        {Object.keys(one.bodies).map((tag) => <Badge key={tag} lang={tag}>{LANGUAGES[tag as keyof typeof LANGUAGES] ?? tag}</Badge>)}
                      </span>
                    </Link>
                  </li>
                )
              })}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}
