/** Where the SDK keeps its few texts: in the browser's local storage, in memory alone, or in memory until the person agrees. */

/** Named texts. Reading and writing never throw: a browser that refuses storage is a browser without storage. */
export interface Shelf {
  read(name: string): string | null
  write(name: string, text: string): void
  remove(name: string): void
  /** Names that begin with this. */
  names(start: string): readonly string[]
}

/** A shelf that is empty until the person agrees to storage, and is emptied when they change their mind. */
export interface AgreedShelf extends Shelf {
  /** Moves what is in memory to the lasting shelf and keeps it there from now on. */
  agree(): void
  /** Takes everything from the lasting shelf; the page goes on in memory. */
  refuse(): void
}

/** Texts that live as long as the page. */
export function memoryShelf(): Shelf {
  const texts = new Map<string, string>()
  return {
    read: (name) => texts.get(name) ?? null,
    write: (name, text) => void texts.set(name, text),
    remove: (name) => void texts.delete(name),
    names: (start) => [...texts.keys()].filter((name) => name.startsWith(start)),
  }
}

/** The browser's local storage, with `prefix` before every name. Where it is refused or full, nothing is kept. */
export function localShelf(prefix: string, storage: () => Storage): Shelf {
  const attempt = <T>(work: (storage: Storage) => T, otherwise: T): T => {
    try {
      return work(storage())
    } catch {
      return otherwise
    }
  }
  return {
    read: (name) => attempt((kept) => kept.getItem(prefix + name), null),
    write: (name, text) => attempt((kept) => kept.setItem(prefix + name, text), undefined),
    remove: (name) => attempt((kept) => kept.removeItem(prefix + name), undefined),
    names: (start) =>
      attempt((kept) => {
        const all = Array.from({ length: kept.length }, (_, index) => kept.key(index) ?? '')
        return all.filter((name) => name.startsWith(prefix + start)).map((name) => name.slice(prefix.length))
      }, []),
  }
}

/** Name under which the agreement itself is kept. */
const AGREED = 'agreed'

/** Memory first; `lasting` only after `agree`, which an earlier visit may have said. */
export function agreedShelf(lasting: Shelf): AgreedShelf {
  const memory = memoryShelf()
  let now: Shelf = lasting.read(AGREED) === null ? memory : lasting
  return {
    read: (name) => now.read(name),
    write: (name, text) => now.write(name, text),
    remove: (name) => now.remove(name),
    names: (start) => now.names(start),
    agree() {
      if (now === lasting) return
      for (const name of memory.names('')) lasting.write(name, memory.read(name) ?? '')
      lasting.write(AGREED, '1')
      now = lasting
    },
    refuse() {
      for (const name of lasting.names('')) {
        if (now === lasting) memory.write(name, lasting.read(name) ?? '')
        lasting.remove(name)
      }
      now = memory
    },
  }
}
