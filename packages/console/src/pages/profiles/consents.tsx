/** What the person agreed to, by purpose and channel, with the evidence, and the two buttons. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { post } from '../../api/client.ts'
import { personConsent } from '../../api/queries.ts'
import type { ConsentView, PersonConsent, ProfileView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Badge, Section } from '../../components/layout.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { NewRequest } from '../privacy/new-request.tsx'

/** The choice is in force when the server says so. */
export function Consents({ person }: { readonly person: ProfileView }) {
  const { t, known, language } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const change = async (purpose: string, channel: string, is: 'given' | 'withdrawn', undoable = true) => {
    try {
      const answer = await post<{ readonly effective: boolean }>('/v1/consent', { person: person.id, purpose, channel, is })
      await client.invalidateQueries({ queryKey: ['profile'] })
      const back = is === 'given' ? 'withdrawn' : 'given'
      say.done(answer.effective ? t(`consent.done.${is}`) : t('consent.soon'), undoable ? () => void change(purpose, channel, back, false) : undefined)
    } catch (fault) {
      say.failed(fault)
    }
  }
  const copyLink = async () => {
    try {
      const { url } = await post<{ readonly url: string }>(`/v1/profiles/${encodeURIComponent(person.id)}/preferences-link`)
      await navigator.clipboard.writeText(url)
      say.done(t('consent.linkCopied'))
    } catch (fault) {
      say.failed(fault)
    }
  }
  const held = useQuery(personConsent(person.id, language)).data
  return (
    <Section
      title={t('person.consent')}
      about={t('consent.about')}
      actions={<div className="flex flex-wrap gap-2"><Button small onClick={() => void copyLink()}>{t('consent.copyLink')}</Button><NewRequest person={person.id} /></div>}
    >
      {held && <Place held={held} />}
      <ul className="divide-y divide-line">
        {person.consent.map((one) => (
          <li key={one.purpose} className="flex flex-wrap items-start gap-x-6 gap-y-2 py-4">
            <div className="w-56">
              <Words className="block font-medium">{known('purpose', one.purpose) === one.name || one.name === '' ? known('purpose', one.purpose) : one.name}</Words>
              <span className="text-[13px] text-ink-3">{t(`basis.${one.basis}`)}</span>
            </div>
            <div className="min-w-52 flex-1">
              <Badge tone={one.allowed ? 'good' : 'bad'}>{one.allowed ? t('consent.allowed') : t('consent.notAllowed')}</Badge>
              <Entries view={one} />
              {held && <Receipt held={held} purpose={one.purpose} />}
            </div>
            {one.basis !== 'always' && (
              <div className="flex gap-2">
                <Button small onClick={() => void change(one.purpose, '*', 'given')}>{t('consent.give')}</Button>
                <Button small look="danger" onClick={() => void change(one.purpose, '*', 'withdrawn')}>{t('consent.withdraw')}</Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Where the person is taken to live, and which laws follow from that. */
function Place({ held }: { readonly held: PersonConsent }) {
  const { t } = useFormat()
  const { places, from, laws } = held.jurisdiction
  return (
    <p className="mb-2 flex flex-wrap items-center gap-2 text-sm text-ink-2">
      {places.length === 0 ? t('consent.placeUnknown') : t('consent.place', { places: places.join(', '), from: t(`placeFrom.${from}`) })}
      {laws.map((law) => <Badge key={law.id} tone={law.checked ? 'plain' : 'warn'}><Words>{law.name}</Words></Badge>)}
      {held.withheld && <Badge tone="bad" title={held.withheldBy?.sentence ?? ''}>{t('consent.withheld')}</Badge>}
    </p>
  )
}

/** The reason in a sentence, with the law and the row of the ledger. */
function Receipt({ held, purpose }: { readonly held: PersonConsent; readonly purpose: string }) {
  const [receipt] = held.purposes.find((one) => one.purpose === purpose)?.receipts ?? []
  return receipt ? <p className="mt-1 text-[13px] text-ink-3"><Words>{receipt.sentence}</Words></p> : null
}

function Entries({ view }: { readonly view: ConsentView }) {
  const { t, known, ago, moment } = useFormat()
  if (view.entries.length === 0) return <p className="mt-1 text-[13px] text-ink-3">{t('consent.silent')}</p>
  return (
    <ul className="mt-1.5 flex flex-col gap-1 text-[13px] text-ink-2">
      {view.entries.map((entry) => (
        <li key={entry.channel} title={`${moment(entry.at)} · ${entry.from}`}>
          {entry.channel === '*' ? t('consent.allChannels') : known('channel', entry.channel)}: {t(`consent.${entry.is}`)} · {ago(entry.at)}
          {entry.text && <> · {t('consent.wording', { text: entry.text })}</>}
        </li>
      ))}
    </ul>
  )
}
