import { describe, expect, test } from 'vitest'
import { keepIdentity } from './identity.ts'
import { agreedShelf, localShelf, memoryShelf } from './storage.ts'

function ids(): () => string {
  let n = 0
  return () => `id${++n}`
}

/** Local storage as browsers have it. */
function browserStorage(): Storage {
  const texts = new Map<string, string>()
  return {
    get length() {
      return texts.size
    },
    key: (index) => [...texts.keys()][index] ?? null,
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => void texts.set(name, text),
    removeItem: (name) => void texts.delete(name),
    clear: () => texts.clear(),
  }
}

describe('who is in front of the page', () => {
  test('is the same visitor on the next page, and known after a login', () => {
    const shelf = memoryShelf()
    const newId = ids()
    expect(keepIdentity(shelf, newId).current()).toEqual({ anonymousId: 'id1', userId: null })
    expect(keepIdentity(shelf, newId).know(' mei ')).toEqual({ anonymousId: 'id1', userId: 'mei' })
    expect(keepIdentity(shelf, newId).current()).toEqual({ anonymousId: 'id1', userId: 'mei' })
  })

  test('somebody else on the same device is another visitor, without a logout too', () => {
    const keeper = keepIdentity(memoryShelf(), ids())
    keeper.know('mei')
    expect(keeper.know('mei').anonymousId).toBe('id1')
    expect(keeper.know('bob')).toEqual({ anonymousId: 'id2', userId: 'bob' })
    expect(keeper.forget()).toEqual({ anonymousId: 'id3', userId: null })
  })

  test('an empty or endless user id says nothing', () => {
    const keeper = keepIdentity(memoryShelf(), ids())
    expect([keeper.know('  ').userId, keeper.know('x'.repeat(300)).userId]).toEqual([null, null])
  })
})

describe('storage', () => {
  test('that waits for consent keeps nothing before it, everything after it, and nothing again after its withdrawal', () => {
    const storage = browserStorage()
    const lasting = localShelf('rapport.', () => storage)
    const shelf = agreedShelf(lasting)
    const before = keepIdentity(shelf, ids()).current()
    expect(storage.length).toBe(0)
    shelf.agree()
    expect(storage.getItem('rapport.anonymous')).toBe(before.anonymousId)
    const newId = () => 'another'
    expect(keepIdentity(agreedShelf(lasting), newId).current()).toEqual(before)
    shelf.refuse()
    expect(storage.length).toBe(0)
    expect(shelf.read('anonymous')).toBe(before.anonymousId)
    expect(keepIdentity(agreedShelf(lasting), newId).current().anonymousId).toBe('another')
  })

  test('leaves the texts of others alone', () => {
    const storage = browserStorage()
    storage.setItem('cart', '1')
    const shelf = agreedShelf(localShelf('rapport.', () => storage))
    shelf.agree()
    shelf.refuse()
    expect([storage.length, storage.getItem('cart')]).toEqual([1, '1'])
  })

  test('that the browser refuses is no storage, not an error', () => {
    const shelf = localShelf('rapport.', () => {
      throw new Error('SecurityError')
    })
    shelf.write('a', '1')
    shelf.remove('a')
    expect([shelf.read('a'), shelf.names('')]).toEqual([null, []])
  })
})
