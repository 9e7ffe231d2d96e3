/** Lets in who has a key. A key in the address (`#key=`) is exchanged for a session and taken out of the address at once. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, post, request } from '../api/client.ts'
import { me } from '../api/queries.ts'
import { Button } from '../components/button.tsx'
import { Field, Input } from '../components/field.tsx'
import { Skeleton } from '../components/layout.tsx'
import { Fault } from '../components/loaded.tsx'
import { Preferences } from './preferences.tsx'
import { Mark } from './mark.tsx'

/** The key in a fragment, or null. */
function keyInAddress(): string | null {
  const key = new URLSearchParams(location.hash.slice(1)).get('key')
  if (key !== null) history.replaceState(history.state, '', location.pathname + location.search)
  return key
}

let exchange: Promise<unknown> | null = null
const startKey = keyInAddress()
if (startKey !== null) exchange = post('/v1/session', { key: startKey }).catch(() => null)

const gate = { ...me, queryFn: async () => (await exchange, request('GET', '/v1/me')) as ReturnType<NonNullable<typeof me.queryFn> & (() => never)> }

/** Shows the pages to who is signed in, the door to everybody else. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const query = useQuery(gate)
  if (query.data) return children
  if (query.error instanceof ApiError && (query.error.status === 401 || query.error.status === 403)) return <Door />
  return (
    <div className="mx-auto max-w-md px-6 pt-[22vh]">
      {query.error ? <Fault error={query.error} retry={() => void query.refetch()} /> : <Skeleton lines={3} />}
    </div>
  )
}

function Door() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const enter = async () => {
    setBusy(true)
    try {
      await post('/v1/session', { key: key.trim() })
      await client.invalidateQueries()
    } catch (fault) {
      setProblem(fault instanceof ApiError && fault.status === 0 ? t('app.offline') : fault instanceof ApiError && fault.status === 401 ? t('door.wrong') : (fault as Error).message)
    }
    setBusy(false)
  }
  return (
    <div className="grid min-h-dvh place-items-center px-5">
      <main className="w-full max-w-sm">
        <div className="mb-8 flex items-center gap-3">
          <Mark size={40} />
          <div>
            <h1 className="text-2xl font-semibold tracking-tight">Rapport</h1>
            <p className="text-sm text-ink-2">{t('door.claim')}</p>
          </div>
        </div>
        <div className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-6 shadow-card">
          <Field label={t('door.key')} hint={t('door.hint')} problem={problem}>
            <Input
              type="password"
              autoComplete="current-password"
              value={key}
              onChange={(event) => setKey(event.target.value)}
              onEnter={() => void enter()}
              aria-invalid={problem !== undefined}
              autoFocus
            />
          </Field>
          <Button look="primary" disabled={busy || key.trim() === ''} onClick={() => void enter()}>
            {t('door.enter')}
          </Button>
        </div>
        <div className="mt-5 flex justify-center">
          <Preferences />
        </div>
      </main>
    </div>
  )
}
