/** What using a channel costs, and when it is free. */
import type { ChannelCost } from '@rapport/core/decision/policy'
import { Button } from '../../components/button.tsx'
import { Input } from '../../components/field.tsx'
import { Section } from '../../components/layout.tsx'
import { useFormat } from '../../i18n/use-format.ts'

const KNOWN = ['line', 'wechat', 'whatsapp', 'sms', 'email', 'push', 'call'] as const

/** The table; every cell can be changed in place. */
export function Channels({ channels, onChannels }: { readonly channels: readonly ChannelCost[]; readonly onChannels: (channels: readonly ChannelCost[]) => void }) {
  const { t, known, duration, number } = useFormat()
  const rest = KNOWN.filter((name) => !channels.some(({ channel }) => channel === name))
  const change = (channel: string, part: Partial<ChannelCost>) => onChannels(channels.map((one) => (one.channel === channel ? { ...one, ...part } : one)))
  const setQuota = (cost: ChannelCost, text: string) => {
    const { quota: _, ...others } = cost
    const next: ChannelCost = text === '' ? others : { ...others, quota: Math.max(0, Math.round(Number(text))) }
    onChannels(channels.map((one) => (one.channel === others.channel ? next : one)))
  }
  return (
    <Section title={t('channelCost.title')} about={t('channelCost.about')}>
      {channels.length === 0 ? <p className="text-sm text-ink-2">{t('channelCost.none')}</p> : (
        <ul className="divide-y divide-line">
          {channels.map((one) => (
            <li key={one.channel} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 text-sm">
              <span className="w-24 font-medium">{known('channel', one.channel)}</span>
              <label className="flex items-center gap-2 text-ink-2">
                {t('channelCost.each')}
                <Input type="number" min={0} step="any" className="w-24" value={one.each} onChange={(event) => change(one.channel, { each: Math.max(0, Number(event.target.value)) })} />
              </label>
              <label className="flex items-center gap-2 text-ink-2">
                {t('channelCost.quota')}
                <Input
                  type="number"
                  min={0}
                  className="w-28"
                  value={one.quota ?? ''}
                  onChange={(event) => setQuota(one, event.target.value)}
                />
              </label>
              {one.window && (
                <span className="text-[13px] text-ink-3">
                  {t(
                    'channelCost.window',
                    { within: duration(one.window.within), event: known('event', one.window.event), most: one.window.most === undefined ? (
                      ''
                    ) : (
                      number(one.window.most)
                    )},
                  )}
                </span>
              )}
              <Button small look="plain" className="ml-auto" onClick={() => onChannels(channels.filter(({ channel }) => channel !== one.channel))}>{t('app.delete')}</Button>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {rest.map((name) => <Button key={name} small onClick={() => onChannels([...channels, { channel: name, each: 1 }])}>＋ {known('channel', name)}</Button>)}
      </div>
    </Section>
  )
}
