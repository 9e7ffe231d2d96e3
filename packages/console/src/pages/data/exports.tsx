/** Golden records and segments as files, and other systems that are kept up to date. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { exports, purposes, segments } from '../../api/queries.ts'
import type { ExportView } from '../../api/types.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { Field, Select } from '../../components/field.tsx'
import { Badge, Bar, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Destinations } from './destinations.tsx'

/** The view. */
export function Exports() {
  const { t } = useFormat()
  const query = useQuery(exports)
  return (
    <div className="flex flex-col gap-5">
      <NewExport />
      <Section title={t('exports.files')} about={t('exports.filesAbout')}>
        <Loaded query={query} lines={3}>
          {(list) => (list.length === 0 ? <p className="text-sm text-ink-2">{t('exports.none')}</p> : <ul className="divide-y divide-line">{list.map((one) => <File key={one.id} file={one} />)}</ul>)}
        </Loaded>
      </Section>
      <Destinations />
    </div>
  )
}

function NewExport() {
  const { t, language, known } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const list = useQuery(segments(language)).data ?? []
  const allowed = useQuery(purposes).data ?? []
  const [segment, setSegment] = useState('')
  const [format, setFormat] = useState('csv')
  const [purpose, setPurpose] = useState('')
  const start = async () => {
    try {
      await post('/v1/exports', { what: segment === '' ? 'profiles' : 'segment', format, ...(segment !== '' && { segment }), ...(purpose !== '' && { purpose }) })
      await client.invalidateQueries({ queryKey: ['exports'] })
    } catch (fault) {
      say.failed(fault)
    }
  }
  return (
    <Section title={t('exports.new')} about={t('exports.newAbout')}>
      <div className="flex flex-wrap items-end gap-4">
        <Field label={t('exports.who')}>
          <Select value={segment} onValue={setSegment} options={[['', t('exports.everybody')], ...list.map((one) => [one.id, one.name] as const)]} />
        </Field>
        <Field label={t('exports.format')}>
          <Select value={format} onValue={setFormat} options={[['csv', t('exports.csv')], ['ndjson', 'NDJSON'], ['parquet', 'Parquet']]} />
        </Field>
        <Field label={t('exports.purpose')}>
          <Select value={purpose} onValue={setPurpose} options={[['', t('exports.anyPurpose')], ...allowed.map((one) => [one.id, known('purpose', one.id)] as const)]} />
        </Field>
        <Button look="primary" onClick={() => void start()}>{t('exports.start')}</Button>
      </div>
    </Section>
  )
}

function File({ file }: { readonly file: ExportView }) {
  const { t, number, ago, compact } = useFormat()
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3 text-sm">
      <span className="min-w-48 flex-1">
        <Words className="font-medium">{file.fileName}</Words>
        <span className="block text-[13px] text-ink-3">{file.by} · {ago(file.startedAt)}{file.leftOut > 0 && ` · ${t('exports.leftOut', { number: number(file.leftOut) })}`}</span>
      </span>
      {file.state === 'running' && <span className="flex w-48 items-center gap-3"><Bar share={file.percent / 100} className="flex-1" /><span className="tabular text-[13px]" role="status">{number(file.rows)}</span></span>}
      {file.state === 'failed' && <Badge tone="bad" title={file.why ?? ''}>{t('exports.failed')}</Badge>}
      {file.state === 'done' && (
        <>
          <span className="tabular text-ink-2">{t('exports.rows', { number: number(file.rows) })} · {compact(file.bytes)}B</span>
          <a href={`/v1/exports/${encodeURIComponent(file.id)}/file`} download={file.fileName} className={buttonClass('quiet', true)}><Download size={14} aria-hidden /> {t('exports.download')}</a>
        </>
      )}
    </li>
  )
}
