/** Language and light: two small menus. */
import { DropdownMenu as Menu } from 'radix-ui'
import { Check, Languages, Monitor, Moon, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setLanguage } from '../i18n/i18n.ts'
import { LANGUAGES, isLanguage } from '../i18n/language.ts'
import { THEMES, setTheme, useTheme } from './theme.ts'

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const
const TRIGGER = 'inline-flex items-center gap-1.5 rounded-lg px-2 py-1.5 text-[13px] text-ink-2 hover:bg-ink/6 hover:text-ink'

function Choices({ value, onValue, choices }: {
  readonly value: string
  readonly onValue: (value: string) => void
  readonly choices: readonly (readonly [value: string, name: string, icon?: ReactNode])[]
}) {
  return (
    <Menu.Portal>
      <Menu.Content align="start" sideOffset={6} className="z-60 min-w-40 rounded-xl border border-line bg-surface p-1.5 shadow-float">
        <Menu.RadioGroup value={value} onValueChange={onValue}>
          {choices.map(([choice, name, icon]) => (
            <Menu.RadioItem key={choice} value={choice} lang={isLanguage(choice) ? choice : undefined} className="flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-accent-soft">
              {icon}
              <span className="flex-1">{name}</span>
              <Menu.ItemIndicator>
                <Check size={15} aria-hidden />
              </Menu.ItemIndicator>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Content>
    </Menu.Portal>
  )
}

/** The two menus. */
export function Preferences() {
  const { t, i18n } = useTranslation()
  const theme = useTheme()
  const Icon = ICONS[theme]
  const language = isLanguage(i18n.language) ? i18n.language : 'en'
  return (
    <div className="flex items-center gap-0.5">
      <Menu.Root>
        <Menu.Trigger className={TRIGGER} aria-label={`${t('app.language')}: ${LANGUAGES[language]}`}>
          <Languages size={16} aria-hidden /> {LANGUAGES[language]}
        </Menu.Trigger>
        <Choices value={language} onValue={(value) => isLanguage(value) && void setLanguage(value)} choices={Object.entries(LANGUAGES)} />
      </Menu.Root>
      <Menu.Root>
        <Menu.Trigger className={TRIGGER} aria-label={`${t('app.theme')}: ${t(`theme.${theme}`)}`}>
          <Icon size={16} aria-hidden />
        </Menu.Trigger>
        <Choices
          value={theme}
          onValue={(value) => setTheme(THEMES.find((one) => one === value) ?? 'system')}
          choices={THEMES.map((one) => {
            const Symbol = ICONS[one]
            return [one, t(`theme.${one}`), <Symbol key={one} size={15} aria-hidden />] as const
          })}
        />
      </Menu.Root>
    </div>
  )
}
