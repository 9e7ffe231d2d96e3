/** Several conditions joined by "and" or "or". */
import { DropdownMenu as Menu } from 'radix-ui'
import { Plus, X } from 'lucide-react'
import { buttonClass, IconButton } from '../components/button.tsx'
import { Select } from '../components/field.tsx'
import { Bar } from '../components/layout.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useBuilder } from './builder-context.ts'
import type { GroupProps } from './builder-context.ts'
import { Condition } from './condition.tsx'
import { emptyPart, isGroup } from './draft.ts'
import type { Draft } from './draft.ts'

/** A group with its parts. Inside `where` only properties of the event are offered. */
export function Group({ draft, onDraft, onRemove, place, depth }: GroupProps) {
  const { t, compact } = useFormat()
  const { shares, topKey, problems } = useBuilder()
  const change = (index: number, part: Draft) => onDraft({ ...draft, parts: draft.parts.with(index, part) })
  const removeAt = (index: number) => onDraft({ ...draft, parts: draft.parts.toSpliced(index, 1) })
  const most = Math.max(1, ...shares)
  const isTop = draft.key === topKey
  const inWhere = place.is === 'event'
  return (
    <div role="group" aria-label={t(`rule.group.${draft.is}`)} className={depth === 0 ? '' : 'rounded-xl border border-line bg-raised p-3'}>
      <div className="mb-2 flex flex-wrap items-center gap-2 text-sm text-ink-2">
        {draft.nots > 0 && depth > 0 && <span className="font-semibold text-bad">{Array(draft.nots).fill(t('rule.not')).join(' ')}</span>}
        <Select
          aria-label={t('rule.join')}
          value={draft.is}
          onValue={(is) => onDraft({ ...draft, is: is === 'any' ? 'any' : 'all' })}
          options={[['all', t(inWhere ? 'rule.whereAll' : 'rule.all')], ['any', t(inWhere ? 'rule.whereAny' : 'rule.any')]]}
          className="!py-1 font-medium"
        />
        {depth > 0 && (
          <button type="button" aria-pressed={draft.nots % 2 === 1} onClick={() => onDraft({ ...draft, nots: draft.nots > 0 ? draft.nots - 1 : 1 })} className={buttonClass('plain', true)}>
            {draft.nots > 0 ? t('rule.unturn') : t('rule.turn')}
          </button>
        )}
        {onRemove && (
          <IconButton label={t('rule.remove')} onClick={onRemove} className="ml-auto">
            <X size={15} />
          </IconButton>
        )}
      </div>
      {draft.parts.length === 0 && <p className="mb-2 text-sm text-ink-3">{t(draft.is === 'all' ? 'rule.emptyAll' : 'rule.emptyAny')}</p>}
      <ul className="flex flex-col gap-2">
        {draft.parts.map((part, index) => (
          <li key={part.key} className="relative">
            {index > 0 && <span className="mb-2 ml-4 block text-xs font-semibold text-ink-3">{t(draft.is === 'all' ? 'rule.and' : 'rule.or')}</span>}
            {isGroup(part) ? (
              <Group draft={part} onDraft={(next) => change(index, next)} onRemove={() => removeAt(index)} place={place} depth={depth + 1} />
            ) : (
              <Condition draft={part} onDraft={(next) => change(index, next)} onRemove={() => removeAt(index)} place={place} />
            )}
            {isTop && shares[index] !== undefined && draft.parts.length > 1 && (
              <div className="mt-1.5 flex items-center gap-3 px-1">
                <Bar share={(shares[index] ?? 0) / most} className="!h-1.5 flex-1" />
                <span className="tabular text-xs text-ink-3">{t('rule.alone', { number: compact(shares[index] ?? 0) })}</span>
              </div>
            )}
          </li>
        ))}
      </ul>
      {problems[draft.key]?.map((message) => (
        <p key={message} role="alert" className="mt-2 text-sm text-bad">
          {message}
        </p>
      ))}
      <AddPart inWhere={inWhere} onAdd={(part) => onDraft({ ...draft, parts: [...draft.parts, part] })} />
    </div>
  )
}

function AddPart({ inWhere, onAdd }: { readonly inWhere: boolean; readonly onAdd: (part: Draft) => void }) {
  const { t } = useFormat()
  const kinds: readonly (readonly [string, () => Draft])[] = inWhere
    ? [
        ['rule.add.property', () => emptyPart('trait')],
        ['rule.add.group', () => emptyPart('any')],
      ]
    : [
        ['rule.add.did', () => emptyPart('did')],
        ['rule.add.didNot', () => ({ ...emptyPart('did'), nots: 1 })],
        ['rule.add.trait', () => emptyPart('trait')],
        ['rule.add.segment', () => emptyPart('segment')],
        ['rule.add.consent', () => emptyPart('consent')],
        ['rule.add.group', () => emptyPart('any')],
      ]
  return (
    <Menu.Root>
      <Menu.Trigger className={`${buttonClass('quiet', true)} mt-3`}>
        <Plus size={14} aria-hidden /> {t('rule.add')}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content align="start" sideOffset={4} className="z-60 w-72 rounded-xl border border-line bg-surface p-1.5 shadow-float">
          {kinds.map(([name, make]) => (
            <Menu.Item key={name} onSelect={() => onAdd(make())} className="cursor-pointer rounded-lg px-3 py-2 text-sm outline-none data-highlighted:bg-accent-soft">
              <span className="font-medium">{t(name)}</span>
              <span className="block text-[13px] text-ink-2">{t(`${name}.about`)}</span>
            </Menu.Item>
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  )
}
