/** Where offers may appear. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { put, remove } from '../../api/client.ts'
import { offers, placements } from '../../api/queries.ts'
import type { Placement } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/drawer.tsx'
import { Field, Input } from '../../components/field.tsx'
import { Empty, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useSay } from '../../components/toast.tsx'
import { Code, Words } from '../../components/words.tsx'
import { idOf } from '../../format/id.ts'
import { useFormat } from '../../i18n/use-format.ts'

const NEW: Placement = { id: '', name: '', channel: 'web', exploration: 0.05 }

/** The list with its small editor. */
export function Placements() {
  const { t, known, share, number } = useFormat()
  const query = useQuery(placements)
  const offerList = useQuery(offers).data ?? []
  const [editing, setEditing] = useState<Placement | null>(null)
  return (
    <Section title={t('offer.placements')} about={t('placement.about')} actions={<Button small onClick={() => setEditing(NEW)}>{t('placement.new')}</Button>}>
      <Loaded query={query}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('placement.none')}>{t('placement.noneAbout')}</Empty>
          ) : (
            <ul className="divide-y divide-line">
              {list.map((one) => (
                <li key={one.id} className="flex flex-wrap items-center gap-x-5 gap-y-1 py-3 text-sm">
                  <Words className="min-w-44 font-medium">{one.name}</Words>
                  <Code>{one.id}</Code>
                  <span className="text-ink-2">{known('channel', one.channel)}</span>
                  <span className="text-ink-2">{t('placement.exploration', { share: share(one.exploration ?? 0.05) })}</span>
                  <span className="text-ink-3">{t('placement.offers', { number: number(offerList.filter((offer) => !offer.placements || offer.placements.includes(one.id)).length) })}</span>
                  <Button small className="ml-auto" onClick={() => setEditing(one)}>{t('app.edit')}</Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing && <Editor placement={editing} onClose={() => setEditing(null)} />}
    </Section>
  )
}

function Editor({ placement, onClose }: { readonly placement: Placement; readonly onClose: () => void }) {
  const { t } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const [draft, setDraft] = useState(placement)
  const id = placement.id === '' ? idOf(draft.name) : placement.id
  const finish = async (work: Promise<unknown>, text: string) => {
    try {
      await work
      await client.invalidateQueries({ queryKey: ['placements'] })
      say.done(text)
      onClose()
    } catch (fault) {
      say.failed(fault)
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={placement.id === '' ? t('placement.new') : <Words>{placement.name}</Words>}
      foot={
        <>
          {placement.id !== '' && <Button look="danger" onClick={() => void finish(remove(`/v1/placements/${encodeURIComponent(id)}`), t('app.removed'))}>{t('app.delete')}</Button>}
          <Button
            look="primary"
            disabled={id === ''}
            onClick={
              () => void finish(
                put(
                  `/v1/placements/${encodeURIComponent(id)}`,
                  { name: draft.name, channel: draft.channel, exploration: draft.exploration ?? 0.05, ...((draft.slots ?? 1) > 1 && { slots: draft.slots }) },
                ),
                t('app.saved'),
              )
            }
          >
            {t('app.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={t('app.name')} hint={id && `ID: ${id}`}><Input value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} /></Field>
        <Field label={t('placement.slots')} hint={t('placement.slotsAbout')}>
          <Input
            type="number"
            min={1}
            max={20}
            step={1}
            className="w-24"
            value={draft.slots ?? 1}
            onChange={(event) => setDraft({ ...draft, slots: Math.max(1, Math.min(20, Math.round(Number(event.target.value)))) })}
          />
        </Field>
        <Field label={t('message.channel')}><Input value={draft.channel} onChange={(event) => setDraft({ ...draft, channel: event.target.value })} /></Field>
        <Field label={t('placement.explore')} hint={t('placement.exploreAbout')}>
          <Input
            type="number"
            min={0}
            max={100}
            step={1}
            value={Math.round((draft.exploration ?? 0.05) * 1000) / 10}
            onChange={(event) => setDraft({ ...draft, exploration: Math.min(1, Math.max(0, Number(event.target.value) / 100)) })}
          />
        </Field>
      </div>
    </Dialog>
  )
}
