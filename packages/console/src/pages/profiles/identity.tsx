/** Which identifiers are this one person, what says so, and the ways to correct it. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Link2, Unlink2 } from 'lucide-react'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { household, identity } from '../../api/queries.ts'
import type { IdentityEdgeView, IdentityView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Badge, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { PersonPicker } from '../../components/person-picker.tsx'
import { useSay } from '../../components/toast.tsx'
import { Code, Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { MergeLine } from '../reviews/merges.tsx'
import { ChangeDialog, type Wish } from './change-dialog.tsx'
import { IdentityGraph } from './identity-graph.tsx'

/** The tab. */
export function Identity({ id }: { readonly id: string }) {
  const query = useQuery(identity(id))
  return <Loaded query={query} lines={10}>{(view) => <Graph view={view} />}</Loaded>
}

function Graph({ view }: { readonly view: IdentityView }) {
  const { t, known, number } = useFormat()
  const navigate = useNavigate()
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [wish, setWish] = useState<Wish | null>(null)
  const [other, setOther] = useState('')
  const toggle = (key: string) => setMarked((before) => (before.has(key) ? new Set([...before].filter((one) => one !== key)) : new Set([...before, key])))
  const canSplit = marked.size > 0 && marked.size < view.identifiers.length
  const done = (people: readonly { readonly id: string }[]) => {
    setWish(null)
    setMarked(new Set())
    setOther('')
    const [first] = people
    if (first && !people.some((one) => one.id === view.profile)) void navigate({ to: '/profiles/$id', params: { id: first.id }, search: { tab: 'identity' } })
  }
  return (
    <div className="grid gap-5 xl:grid-cols-[minmax(360px,460px)_1fr]">
      <div className="flex flex-col gap-5">
        <Section title={t('identity.identifiers', { number: number(view.identifiers.length) })} about={t('identity.identifiersAbout')}>
          <IdentityGraph view={view} marked={marked} onMark={toggle} />
          <ul className="mt-4 flex flex-col divide-y divide-line">
            {view.identifiers.map((one) => (
              <li key={one.key}>
                <label className="flex items-center gap-3 py-2 text-sm">
                  <input type="checkbox" checked={marked.has(one.key)} onChange={() => toggle(one.key)} className="size-4 accent-[var(--warm)]" />
                  <span className="w-24 shrink-0 text-ink-3">{known('identifier', one.kind)}</span>
                  <span className="min-w-0 flex-1"><Code>{one.value}</Code>{one.scope && <span className="ml-1.5 text-[13px] text-ink-3">{one.scope}</span>}</span>
                  {one.quarantined && <Badge tone="bad" title={t('identity.quarantinedAbout', { number: number(one.neighbours) })}>{t('identity.quarantined')}</Badge>}
                </label>
              </li>
            ))}
          </ul>
          <div className="mt-4 flex flex-wrap items-center gap-3">
            <Button look="primary" disabled={!canSplit} onClick={() => setWish({ is: 'split', body: { move: [...marked] } })}>{t('identity.split.button')}</Button>
            <span className="text-[13px] text-ink-3">{t(marked.size === 0 ? 'identity.mark' : canSplit ? 'identity.marked' : 'identity.markedAll', { count: marked.size })}</span>
          </div>
        </Section>
        <Section title={t('identity.other')} about={t('identity.otherAbout')}>
          <div className="flex flex-wrap items-center gap-3">
            <PersonPicker value={other} onValue={setOther} />
            <Button disabled={other === '' || other === view.profile} onClick={() => setWish({ is: 'join', body: { with: other } })}>{t('identity.join.button')}</Button>
            <Button disabled={other === '' || other === view.profile} onClick={() => setWish({ is: 'apart', body: { with: other } })}>{t('identity.apart.button')}</Button>
          </div>
        </Section>
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        <Section title={t('person.identity')} about={t('person.identityAbout')}>
          {view.edges.length === 0 && <p className="text-sm text-ink-2">{t('person.oneIdentifier')}</p>}
          <ul className="flex flex-col divide-y divide-line text-sm">
            {view.edges.map((edge) => (
              <EdgeLine key={`${edge.a}|${edge.b}|${edge.rule}|${edge.by}`} edge={edge} onCut={() => setWish({ is: 'split', body: { edges: [{ a: edge.a, b: edge.b }] } })} />
            ))}
          </ul>
        </Section>
        {view.merges.length > 0 && (
          <Section title={t('identity.history')} about={t('identity.historyAbout')}>
            <ul className="-mx-5 divide-y divide-line">{view.merges.map((one) => <MergeLine key={`${one.ref}|${one.is}|${one.from.join()}`} merge={one} />)}</ul>
          </Section>
        )}
        <Household id={view.profile} />
        {view.reviews.some((one) => one.state === 'open') && (
          <Section title={t('identity.reviews')}>
            <ul className="text-sm">
              {view.reviews.filter((one) => one.state === 'open').map((one) => (
                <li key={one.id} className="py-1.5">
                  <Link to="/reviews" search={{ pair: one.id }} className="text-accent-text underline-offset-2 hover:underline">
                    {t(`proposes.${one.proposes}`)}: <Words>{one.names[one.a === view.profile ? one.b : one.a] ?? t('app.anonymous')}</Words>
                  </Link>
                </li>
              ))}
            </ul>
          </Section>
        )}
      </div>
      <ChangeDialog person={view.profile} wish={wish} onClose={() => setWish(null)} onDone={(change) => done(change.people)} />
    </div>
  )
}

/** Who lives with this person. Never merged, so it stays a list of others. */
function Household({ id }: { readonly id: string }) {
  const { t, known } = useFormat()
  const query = useQuery(household(id))
  if (!query.data || query.data.people.length === 0) return null
  return (
    <Section title={t('identity.household')} about={t('identity.householdAbout')}>
      <ul className="divide-y divide-line text-sm">
        {query.data.people.map((one) => (
          <li key={one.profile} className="flex flex-wrap items-center gap-3 py-2">
            <Link to="/profiles/$id" params={{ id: one.profile }} className="text-accent-text underline-offset-2 hover:underline"><Words>{one.name ?? t('app.anonymous')}</Words></Link>
            {one.because.map((why) => <Badge key={why}>{known('householdBecause', why)}</Badge>)}
          </li>
        ))}
      </ul>
    </Section>
  )
}

const VERDICTS: ReadonlySet<string> = new Set(['joined', 'cut', 'apart'])

function EdgeLine({ edge, onCut }: { readonly edge: IdentityEdgeView; readonly onCut: () => void }) {
  const { t, ago, moment, known } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const isVerdict = VERDICTS.has(edge.rule)
  const undo = async () => {
    try {
      await post('/v1/identity/verdicts/undo', { a: edge.a, b: edge.b })
      await Promise.all(['profile', 'people', 'reviews', 'merges'].map((key) => client.invalidateQueries({ queryKey: [key] })))
      say.done(t('reviews.undone'))
    } catch (fault) {
      say.failed(fault)
    }
  }
  return (
    <li className="flex flex-wrap items-center gap-x-2.5 gap-y-1 py-2.5">
      <Code>{edge.a}</Code>
      {edge.accepted ? <Link2 size={15} className="text-good" aria-label={t('identity.linked')} /> : <Unlink2 size={15} className="text-bad" aria-label={t('identity.notLinked')} />}
      <Code>{edge.b}</Code>
      {edge.refused && edge.refused !== 'verdict' && <Badge tone="bad">{known('edgeRefusal', edge.refused)}</Badge>}
      <span className="flex-1" />
      {isVerdict ? <Button small onClick={() => void undo()}>{t('identity.undo')}</Button> : edge.accepted && <Button small look="danger" onClick={onCut}>{t('identity.cut')}</Button>}
      <span className="w-full text-[13px] text-ink-3" title={moment(edge.at)}>
        {known('edge', edge.rule)} · {ago(edge.at)}
        {edge.givenBy ? ` · ${edge.givenBy}` : edge.event ? <> · {known('event', edge.event.type)} · {edge.event.source}</> : ` · ${edge.by}`}
        {edge.why && <> · <Words>{edge.why}</Words></>}
        {edge.other && (
          <>
            {' · '}
            <Link to="/profiles/$id" params={{ id: edge.other.profile }} className="text-accent-text underline-offset-2 hover:underline"><Words>{edge.other.name ?? t('app.anonymous')}</Words></Link>
          </>
        )}
      </span>
    </li>
  )
}
