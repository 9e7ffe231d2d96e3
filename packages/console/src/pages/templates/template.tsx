/** One wording. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { templates } from '../../api/queries.ts'
import type { Template } from '../../api/types.ts'
import { Empty } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { TemplateEditor } from './template-editor.tsx'

/** The page; `new` starts an empty one in the reader's language. */
export default function TemplatePage() {
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const { t, language } = useFormat()
  const query = useQuery(templates)
  const above = (
    <Link to="/templates" className="text-accent-text underline-offset-2 hover:underline">
      {t('nav.templates')}
    </Link>
  )
  if (id === 'new') {
    const fresh: Template = { id: '', name: '', channel: 'email', bodies: { [language]: { subject: '', html: '', text: '' } }, defaultLocale: language }
    return <TemplateEditor key="new" template={fresh} above={above} />
  }
  return (
    <Loaded query={query} lines={10}>
      {(list) => {
        const found = list.find((one) => one.id === id)
        return found ? <TemplateEditor key={found.id} template={found} above={above} /> : <Empty title={t('app.notFound')} />
      }}
    </Loaded>
  )
}
