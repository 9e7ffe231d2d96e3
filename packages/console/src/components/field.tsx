/** Form parts. Every input has a visible or spoken name. */
import { clsx } from 'clsx'
import { Checkbox as RadixCheckbox, Switch as RadixSwitch } from 'radix-ui'
import { Check } from 'lucide-react'
import { useId } from 'react'
import type { ComponentProps, KeyboardEvent, ReactNode } from 'react'

const BOX = 'rounded-lg border border-line-strong/60 bg-surface text-ink placeholder:text-ink-3 hover:border-line-strong disabled:opacity-60 aria-invalid:border-bad'

/** True when Enter ends the composition of a Han or Thai word rather than the input. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.keyCode === 229
}

/** A labelled place for one input. The label's element wraps it, so it needs no id. */
export function Field({ label, hint, problem, children, className }: {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly problem?: string | undefined
  readonly children: ReactNode
  readonly className?: string
}) {
  return (
    <div className={clsx('flex flex-col gap-1', className)}>
      <label className="flex flex-col gap-1">
        <span className="text-[13px] font-medium text-ink-2">{label}</span>
        {children}
      </label>
      {hint && <span className="text-xs text-ink-3">{hint}</span>}
      {problem && <span className="text-xs text-bad" role="alert">{problem}</span>}
    </div>
  )
}

/** One line of text. `onEnter` waits for a composition to end. */
export function Input({ className, onEnter, ...rest }: ComponentProps<'input'> & { readonly onEnter?: () => void }) {
  return (
    <input
      className={clsx(BOX, 'min-w-0 px-2.5 py-1.5 text-sm', className)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && onEnter && !isComposing(event)) {
          event.preventDefault()
          onEnter()
        }
      }}
      {...rest}
    />
  )
}

/** Several lines. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={clsx(BOX, 'w-full px-2.5 py-2 text-sm', className)} {...rest} />
}

/** A choice among few. The system's own list: it works with every keyboard and screen reader. */
export function Select(
  { className, options, value, onValue, ...rest }: Omit<ComponentProps<'select'>, 'onChange' | 'value'> & {
    readonly options: readonly (readonly [value: string, label: string])[]
    readonly value: string
    readonly onValue: (value: string) => void
  }
) {
  return (
    <select
      value={value}
      onChange={(event) => onValue(event.target.value)}
      className={clsx(BOX, 'min-w-0 appearance-none bg-[url("data:image/svg+xml,%3Csvg%20xmlns=%27http://www.w3.org/2000/svg%27%20width=%2712%27%20height=%2712%27%20fill=%27none%27%20stroke=%27%23808890%27%20stroke-width=%272%27%3E%3Cpath%20d=%27m3%205%203%203%203-3%27/%3E%3C/svg%3E")] bg-[position:right_0.6rem_center] bg-no-repeat py-1.5 pr-7 pl-2.5 text-sm', className)}
      {...rest}
    >
      {options.map(([option, label]) => (
        <option key={option} value={option}>
          {label}
        </option>
      ))}
    </select>
  )
}

/** On or off, in force at once. */
export function Switch({ label, checked, onChecked, disabled }: {
  readonly label: ReactNode
  readonly checked: boolean
  readonly onChecked: (checked: boolean) => void
  readonly disabled?: boolean
}) {
  const id = useId()
  return (
    <div className="flex items-center gap-2.5">
      <RadixSwitch.Root id={id} checked={checked} onCheckedChange={onChecked} disabled={disabled ?? false} className="relative h-5.5 w-9.5 shrink-0 rounded-full border border-line-strong bg-ink/15 transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent">
        <RadixSwitch.Thumb className="block size-4 translate-x-0.5 rounded-full bg-surface shadow transition-transform data-[state=checked]:translate-x-4.5" />
      </RadixSwitch.Root>
      <label htmlFor={id} className="text-sm text-ink">
        {label}
      </label>
    </div>
  )
}

/** One of several that may be chosen together. */
export function Checkbox({ label, checked, onChecked }: { readonly label: ReactNode; readonly checked: boolean; readonly onChecked: (checked: boolean) => void }) {
  const id = useId()
  return (
    <div className="flex items-center gap-2">
      <RadixCheckbox.Root id={id} checked={checked} onCheckedChange={(value) => onChecked(value === true)} className="grid size-4.5 shrink-0 place-items-center rounded border border-line-strong bg-surface text-on-accent data-[state=checked]:border-accent data-[state=checked]:bg-accent">
        <RadixCheckbox.Indicator>
          <Check size={13} strokeWidth={3} />
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <label htmlFor={id} className="text-sm text-ink">
        {label}
      </label>
    </div>
  )
}
