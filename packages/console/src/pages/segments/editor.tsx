/** Edits one segment. What is typed is counted at once; saving shows problems at the very condition. */
import type { Rule } from '@rapport/core/segment/rule'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { ApiError, put, remove } from '../../api/client.ts'
import type { SegmentView } from '../../api/types.ts'
import { useAddress } from '../../app/use-search.ts'
import { Button } from '../../components/button.tsx'
import { Field, Input } from '../../components/field.tsx'
import { PageHead, Section } from '../../components/layout.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { idOf } from '../../format/id.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { RuleBuilder } from '../../rule/builder.tsx'
import { asGroup, isComplete, toDraft, toRule } from '../../rule/draft.ts'
import type { GroupDraft } from '../../rule/draft.ts'
import { placeProblems } from '../../rule/problems.ts'
import type { RuleProblem } from '../../rule/problems.ts'
import { RuleJson } from '../../rule/rule-json.tsx'
import { usePreview } from '../../rule/use-preview.ts'
import { MatchPerson } from './match-person.tsx'
import { Members } from './members.tsx'
import { PreviewPanel } from './preview-panel.tsx'

const NONE: readonly RuleProblem[] = []

/** The editor. */
export function SegmentEditor({ view, isNew, above }: { readonly view: SegmentView; readonly isNew: boolean; readonly above: ReactNode }) {
  const { t, number } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [address, setAddress] = useAddress()
  const [name, setName] = useState(view.name)
  const [description, setDescription] = useState(view.description ?? '')
  const [draft, setDraft] = useState<GroupDraft>(() => asGroup(toDraft(view.rule as Rule)))
  const [saved, setSaved] = useState<readonly RuleProblem[]>(NONE)
  const rule = useMemo(() => toRule(draft), [draft])
  // A single condition that the editor wrapped into a group goes back as it was.
  const wasGroup = 'all' in (view.rule as Rule) && !isNew
  const clean: Rule = !wasGroup && 'all' in rule && rule.all.length === 1 && rule.all[0] !== undefined ? rule.all[0] : rule
  const complete = isComplete(draft) && draft.parts.length > 0
  const preview = usePreview(rule, complete)
  const problems = saved.length > 0 ? saved : preview.problems
  const placed = useMemo(() => placeProblems(draft, problems), [draft, problems])
  const changed = name !== view.name || description !== (view.description ?? '') || JSON.stringify(clean) !== JSON.stringify(view.rule)
  const change = (next: GroupDraft) => {
    setSaved(NONE)
    setDraft(next)
  }
  const id = isNew ? idOf(name) : view.id

  const save = async () => {
    try {
      await put(`/v1/segments/${encodeURIComponent(id)}`, { name: name.trim(), ...(description.trim() !== '' && { description: description.trim() }), rule: clean })
      await client.invalidateQueries({ queryKey: ['segments'] })
      await client.invalidateQueries({ queryKey: ['members'] })
      say.done(t('app.saved'))
      if (isNew) void navigate({ to: '/segments/$id', params: { id } })
    } catch (fault) {
      if (fault instanceof ApiError && fault.problem?.problems) setSaved(fault.problem.problems)
      say.failed(fault)
    }
  }
  const drop = async () => {
    try {
      await remove(`/v1/segments/${encodeURIComponent(view.id)}`)
      await client.invalidateQueries({ queryKey: ['segments'] })
      say.done(
        t('app.removed'),
        () => void put(
          `/v1/segments/${encodeURIComponent(view.id)}`,
          { name: view.name, description: view.description, rule: view.rule },
        ).then(() => client.invalidateQueries({ queryKey: ['segments'] })),
      )
      void navigate({ to: '/segments' })
    } catch (fault) {
      say.failed(fault)
    }
  }

  const builder = (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_340px]">
      <div className="flex min-w-0 flex-col gap-5">
        <Section title={t('segments.rule')} about={t('segments.ruleAbout')}>
          <RuleBuilder draft={draft} onDraft={change} problems={placed} shares={complete ? (preview.answer?.parts ?? []) : []} exclude={view.id} />
          {placed['']?.map((message) => <p key={message} role="alert" className="mt-3 text-sm text-bad">{message}</p>)}
        </Section>
        <MatchPerson id={isNew ? null : view.id} changed={changed} />
      </div>
      <PreviewPanel preview={preview} complete={complete} />
    </div>
  )
  return (
    <>
      <PageHead
        above={above}
        title={name.trim() === '' ? t('segments.new') : <Words>{name}</Words>}
        about={view.sentence !== '' && <Words>{view.sentence}</Words>}
        actions={
          <>
            {!isNew && <Button look="danger" disabled={view.usedBy.length > 0} title={view.usedBy.length > 0 ? t('segments.inUse') : undefined} onClick={() => void drop()}>{t('app.delete')}</Button>}
            <Button look="primary" disabled={!changed || name.trim() === '' || !isComplete(draft)} onClick={() => void save()}>{t('app.save')}</Button>
          </>
        }
      />
      <div className="mb-5 flex flex-wrap gap-4">
        <Field label={t('app.name')} hint={isNew && id !== '' ? `ID: ${id}` : undefined} className="w-full max-w-sm">
          <Input value={name} onChange={(event) => setName(event.target.value)} placeholder={t('segments.nameHint')} />
        </Field>
        <Field label={t('app.description')} className="w-full max-w-md">
          <Input value={description} onChange={(event) => setDescription(event.target.value)} />
        </Field>
      </div>
      <Tabs
        label={t('segments.views')}
        value={address['tab'] ?? 'rule'}
        onValue={(tab) => setAddress({ tab })}
        tabs={[
          { id: 'rule', name: t('segments.rule'), body: () => builder },
          ...(isNew ? [] : [{ id: 'members', name: `${t('segments.memberList')} ${number(view.members)}`, body: () => <Members id={view.id} /> }]),
          { id: 'json', name: 'JSON', body: () => <RuleJson rule={rule} onRule={(next) => change(asGroup(toDraft(next)))} /> },
        ]}
      />
    </>
  )
}
