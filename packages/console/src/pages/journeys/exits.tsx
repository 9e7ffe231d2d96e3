/** What ends a walk early. */
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { segments } from '../../api/queries.ts'
import type { Journey } from '../../api/types.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Select } from '../../components/field.tsx'
import { Picker } from '../../components/picker.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { EventPicker } from './door.tsx'

type Exit = NonNullable<Journey['exit']>[number]
const kindOf = (exit: Exit) => ('event' in exit ? 'event' : 'segment' in exit ? 'segment' : 'notSegment')
const EMPTY: { readonly [kind: string]: Exit } = { event: { event: '' }, segment: { segment: '' }, notSegment: { notSegment: '' } }

/** The list. A filter that a program put on an exit event is kept while its event stays the same. */
export function Exits({ exits, onExits }: { readonly exits: readonly Exit[]; readonly onExits: (exits: readonly Exit[]) => void }) {
  const { t, language } = useFormat()
  const segmentList = useQuery(segments(language)).data ?? []
  const choices = segmentList.map((one) => ({ value: one.id, label: one.name, note: one.sentence }))
  return (
    <div className="flex flex-col items-start gap-3">
      {exits.map((exit, index) => (
        <div key={index} className="flex flex-wrap items-center gap-2 text-sm">
          <Select
            aria-label={t('journey.kind')}
            value={kindOf(exit)}
            onValue={(kind) => onExits(exits.with(index, EMPTY[kind] ?? exit))}
            options={[['event', t('journey.exitEvent')], ['segment', t('journey.exitSegment')], ['notSegment', t('journey.exitNotSegment')]]}
            className="font-medium"
          />
          {'event' in exit && <EventPicker value={exit.event} onValue={(event) => onExits(exits.with(index, { event }))} />}
          {'segment' in exit && <Picker label={t('rule.segment')} value={exit.segment} onValue={(segment) => onExits(exits.with(index, { segment }))} choices={choices} />}
          {'notSegment' in exit && <Picker label={t('rule.segment')} value={exit.notSegment} onValue={(notSegment) => onExits(exits.with(index, { notSegment }))} choices={choices} />}
          <IconButton label={t('rule.remove')} onClick={() => onExits(exits.toSpliced(index, 1))}><X size={15} /></IconButton>
        </div>
      ))}
      <Button small onClick={() => onExits([...exits, { event: '' }])}>{t('journey.addExit')}</Button>
    </div>
  )
}
