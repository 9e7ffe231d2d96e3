/** Tabs whose choice lives in the address. */
import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** Named views of one thing. Only the open one is drawn. */
export function Tabs({ value, onValue, label, tabs }: {
  readonly value: string
  readonly onValue: (value: string) => void
  readonly label: string
  readonly tabs: readonly { readonly id: string; readonly name: ReactNode; readonly body: () => ReactNode }[]
}) {
  return (
    <Radix.Root value={value} onValueChange={onValue}>
      <Radix.List aria-label={label} className="mb-5 flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.id} value={tab.id} className="-mb-px border-b-2 border-transparent px-3 py-2 text-sm font-medium whitespace-nowrap text-ink-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-accent-text">
            {tab.name}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className="outline-offset-4">
          {tab.id === value && tab.body()}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
