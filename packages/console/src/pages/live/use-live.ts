/** Connects the live view: what is there, then the stream; after a broken line it asks for what it missed. */
import { useEffect, useRef, useState } from 'react'
import { get, withQuery } from '../../api/client.ts'
import type { LiveEntry } from '../../api/types.ts'
import { EMPTY, pause, take } from './buffer.ts'
import type { LiveBuffer } from './buffer.ts'

const FLUSH_MS = 150

/** connecting: no word yet; open: entries arrive by themselves; broken: the browser tries again. */
export type Line = 'connecting' | 'open' | 'broken'

/** The buffer, the state of the line, and the pause button. */
export function useLive(): {
  readonly buffer: LiveBuffer
  readonly line: Line
  readonly loaded: boolean
  readonly error: unknown
  readonly setPaused: (paused: boolean) => void
  readonly refresh: () => void
} {
  const [buffer, setBuffer] = useState(EMPTY)
  const [line, setLine] = useState<Line>('connecting')
  const [loaded, setLoaded] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const fresh = useRef<LiveEntry[]>([])
  const newest = useRef<string | undefined>(undefined)

  const fill = async () => {
    try {
      const answer = await get<readonly LiveEntry[] | { readonly items: readonly LiveEntry[] }>(withQuery('/v1/live', { after: newest.current }))
      const entries = 'items' in answer ? answer.items : answer
      fresh.current.push(...entries)
      setLoaded(true)
      setError(null)
    } catch (fault) {
      setError(fault)
      setLoaded(true)
    }
  }

  useEffect(() => {
    void fill()
    const source = new EventSource('/v1/live/stream', { withCredentials: true })
    let broke = false
    source.onopen = () => {
      setLine('open')
      if (broke) void fill()
      broke = false
    }
    source.onerror = () => {
      broke = true
      setLine('broken')
    }
    source.onmessage = (event: MessageEvent<string>) => {
      const entry = JSON.parse(event.data) as LiveEntry
      fresh.current.push(entry)
    }
    const timer = setInterval(() => {
      const entries = fresh.current
      if (entries.length === 0) return
      fresh.current = []
      newest.current = entries.reduce<string | undefined>(
        (best, entry) => (entry.state === 'ok' && (best === undefined || Number(entry.ref) > Number(best)) ? entry.ref : best),
        newest.current,
      )
      setBuffer((before) => take(before, entries))
    }, FLUSH_MS)
    return () => {
      source.close()
      clearInterval(timer)
    }
  }, [])

  return { buffer, line, loaded, error, setPaused: (paused) => setBuffer((before) => pause(before, paused)), refresh: () => void fill() }
}
