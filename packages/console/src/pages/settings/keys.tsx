/** Keys: made here, shown once, revoked at once. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { post, remove } from '../../api/client.ts'
import { keys } from '../../api/queries.ts'
import type { KeyView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { CodeBlock } from '../../components/code-block.tsx'
import { Dialog } from '../../components/drawer.tsx'
import { Checkbox, Field, Input, Select } from '../../components/field.tsx'
import { Badge, Empty, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useSay } from '../../components/toast.tsx'
import { Code, Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

const SCOPES = ['read', 'write', 'decide', 'append', 'admin'] as const

/** The list. */
export function Keys() {
  const { t, ago, moment } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const query = useQuery(keys)
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<KeyView | null>(null)
  const revoke = async (key: KeyView) => {
    try {
      await remove(`/v1/keys/${encodeURIComponent(key.id)}`)
      await client.invalidateQueries({ queryKey: ['keys'] })
      say.done(t('keys.revoked'))
    } catch (fault) {
      say.failed(fault)
    }
    setRevoking(null)
  }
  return (
    <Section title={t('keys.title')} about={t('keys.about')} actions={<Button look="primary" onClick={() => setCreating(true)}>{t('keys.new')}</Button>}>
      <Loaded query={query}>
        {(list) =>
          list.length === 0 ? (
            <Empty icon={<KeyRound size={22} />} title={t('keys.none')} />
          ) : (
            <ul className="divide-y divide-line">
              {list.map((key) => (
                <li key={key.id} className="flex flex-wrap items-center gap-x-5 gap-y-1.5 py-3 text-sm">
                  <Words className="min-w-36 font-medium">{key.name}</Words>
                  <Badge tone={key.kind === 'write' ? 'accent' : 'info'}>{t(`keys.${key.kind}`)}</Badge>
                  <Code>{`${key.prefix}…`}</Code>
                  <span className="text-[13px] text-ink-2">{key.source ?? key.scopes.map((scope) => t(`scope.${scope}`, { defaultValue: scope })).join(', ')}</span>
                  <span className="text-[13px] text-ink-3" title={moment(key.createdAt)}>{t('keys.created', { when: ago(key.createdAt) })}</span>
                  <span className="ml-auto">
                    {key.revokedAt === undefined ? (
                      <Button small look="danger" onClick={() => setRevoking(key)}>{t('keys.revoke')}</Button>
                    ) : (
                      <Badge tone="bad" title={moment(key.revokedAt)}>{t('keys.isRevoked')}</Badge>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {creating && <Create onClose={() => setCreating(false)} />}
      <Dialog
        open={revoking !== null}
        onClose={() => setRevoking(null)}
        title={t('keys.revokeTitle', { name: revoking?.name ?? '' })}
        foot={<Button look="danger" onClick={() => revoking && void revoke(revoking)}>{t('keys.revoke')}</Button>}
      >
        <p>{t('keys.revokeAbout')}</p>
      </Dialog>
    </Section>
  )
}

function Create({ onClose }: { readonly onClose: () => void }) {
  const { t } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const [kind, setKind] = useState<'write' | 'api'>('write')
  const [name, setName] = useState('')
  const [source, setSource] = useState('web')
  const [scopes, setScopes] = useState<readonly string[]>(['read'])
  const [made, setMade] = useState<KeyView | null>(null)
  const create = async () => {
    try {
      setMade(await post<KeyView>('/v1/keys', { kind, name: name.trim(), ...(kind === 'write' ? { source: source.trim() } : { scopes }) }))
      await client.invalidateQueries({ queryKey: ['keys'] })
    } catch (fault) {
      say.failed(fault)
    }
  }
  const ready = name.trim() !== '' && (kind === 'write' ? source.trim() !== '' : scopes.length > 0)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('keys.new')}
      foot={made ? <Button look="primary" onClick={onClose}>{t('keys.kept')}</Button> : <Button look="primary" disabled={!ready} onClick={() => void create()}>{t('keys.create')}</Button>}
    >
      {made ? (
        <div className="flex flex-col gap-3">
          <p className="font-medium">{t('keys.once')}</p>
          <CodeBlock label={made.name} text={made.secret ?? made.prefix} />
        </div>
      ) : (
        <div className="flex flex-col gap-4">
          <Field label={t('keys.kind')} hint={t(`keys.${kind}About`)}>
            <Select value={kind} onValue={(next) => setKind(next === 'api' ? 'api' : 'write')} options={[['write', t('keys.write')], ['api', t('keys.api')]]} />
          </Field>
          <Field label={t('app.name')}>
            <Input value={name} onChange={(event) => setName(event.target.value)} placeholder={t('keys.nameHint')} />
          </Field>
          {kind === 'write' ? (
            <Field label={t('keys.source')} hint={t('keys.sourceAbout')}>
              <Input value={source} onChange={(event) => setSource(event.target.value)} />
            </Field>
          ) : (
            <fieldset className="flex flex-col gap-2">
              <legend className="mb-1 text-[13px] font-medium text-ink-2">{t('keys.scopes')}</legend>
              {SCOPES.map((scope) => (
                <Checkbox
                  key={scope}
                  label={t(`scope.${scope}`)}
                  checked={scopes.includes(scope)}
                  onChecked={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
                />
              ))}
            </fieldset>
          )}
        </div>
      )}
    </Dialog>
  )
}
