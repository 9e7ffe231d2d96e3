/** A figure that is dragged, with its value in words beside it. Arrow keys work. */
import { Slider as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useId } from 'react'

/** The slider. `show` writes a value as the reader knows it. */
export function Slider({ label, hint, least, most, step, value, show, onValue }: {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly least: number
  readonly most: number
  readonly step: number
  readonly value: number
  readonly show: (value: number) => string
  readonly onValue: (value: number) => void
}) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline justify-between gap-3">
        <span id={id} className="text-[13px] font-medium text-ink-2">{label}</span>
        <span className="tabular text-sm font-semibold">{show(value)}</span>
      </div>
      <Radix.Root className="relative flex h-6 w-full touch-none items-center select-none" min={least} max={most} step={step} value={[value]} onValueChange={([next]) => next !== undefined && onValue(Math.round(next * 1_000) / 1_000)}>
        <Radix.Track className="relative h-1.5 grow rounded-full bg-ink/12">
          <Radix.Range className="absolute h-full rounded-full bg-accent" />
        </Radix.Track>
        <Radix.Thumb aria-labelledby={id} aria-valuetext={show(value)} className="block size-5 rounded-full border-2 border-accent bg-surface shadow" />
      </Radix.Root>
      {hint && <span className="text-xs text-ink-3">{hint}</span>}
    </div>
  )
}
