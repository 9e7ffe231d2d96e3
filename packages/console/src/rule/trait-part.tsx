/** "city is one of …": a trait or a property of an event, compared. */
import { Select } from '../components/field.tsx'
import { Picker } from '../components/picker.tsx'
import { formatValue } from '../format/format.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTraitName } from '../i18n/use-trait-name.ts'
import { Argument } from './argument.tsx'
import { useBuilder } from './builder-context.ts'
import type { Draft, TraitDraft } from './draft.ts'
import { ARGUMENTS, argumentOf, carryArgument } from './operators.ts'
import type { Place } from './place.ts'
import { Polarity } from './polarity.tsx'

/** The sentence. The picker shows what values have been seen. */
export function TraitPart({ draft, onDraft, place }: { readonly draft: TraitDraft; readonly onDraft: (draft: Draft) => void; readonly place: Place }) {
  const { t, known } = useFormat()
  const nameOf = useTraitName()
  const { traits, events, operators } = useBuilder()
  const seen =
    place.is === 'event'
      ? (events.find((one) => one.type === place.type)?.properties ?? []).map((one) => ({ name: one.path, type: one.type, examples: one.examples, computed: false }))
      : traits
  // A trait that nobody has yet is still shown by its name.
  const choices = draft.trait === '' || seen.some((one) => one.name === draft.trait) ? seen : [...seen, { name: draft.trait, type: 'text', examples: [], computed: false }]
  const trait = choices.find((one) => one.name === draft.trait)
  const kind = argumentOf(draft.operator)
  const names = [...new Set([...Object.keys(ARGUMENTS), ...operators, draft.operator])].filter(
    (name) => operators.length === 0 || operators.includes(name) || name === draft.operator
  )
  return (
    <>
      {draft.nots > 0 && <Polarity draft={draft} onDraft={onDraft} yes={t('rule.itIs')} no={t('rule.itIsNot')} />}
      <Picker
        free
        label={t(place.is === 'event' ? 'rule.property' : 'rule.trait')}
        empty={t(place.is === 'event' ? 'rule.property' : 'rule.trait')}
        value={draft.trait}
        onValue={(name) => onDraft({ ...draft, trait: name })}
        choices={
          choices.map((one) => (
            {
              value: one.name,
              label: place.is === 'event' ? known('property', one.name) : nameOf(one.name),
              note: `${one.computed ? `${t('person.computed')} · ` : ''}${one.examples.slice(0, 3).map(formatValue).join(', ')}`,
            }
          ))
        }
      />
      <Select
        aria-label={t('rule.operator')}
        value={draft.operator}
        onValue={(operator) => {
          const { than: _, ...rest } = draft
          const than = carryArgument(draft.than, kind, argumentOf(operator))
          onDraft({ ...rest, operator, ...(than !== undefined && { than }) })
        }}
        options={names.map((name) => [name, known('op', name)] as const)}
      />
      <Argument kind={kind} than={draft.than} type={trait?.type ?? typeof draft.than} examples={trait?.examples ?? []} onThan={(than) => onDraft({ ...draft, than })} />
    </>
  )
}
