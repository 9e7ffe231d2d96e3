import { expect, test } from 'vitest'
import { reactionTo } from './mail.ts'

const letter = { text: 'See http://h/c/a1.b-2_c\n\nUnsubscribe: http://h/u/x1.y_2', html: '<a href="http://h/c/home">Shop</a><a href="http://h/c/button.1">Go</a><a href="http://h/u/x1.y_2">out</a>' }

test('a third of the readers follow the button, a few leave, most do nothing', () => {
  expect(reactionTo(letter, 0)).toEqual({ is: 'click', path: '/c/button.1' })
  expect(reactionTo({ text: letter.text }, 0.33)).toEqual({ is: 'click', path: '/c/a1.b-2_c' })
  expect(reactionTo(letter, 0.35)).toEqual({ is: 'leave', path: '/u/x1.y_2' })
  expect(reactionTo(letter, 0.5)).toBeNull()
})

test('a letter without links moves nobody', () => {
  expect(reactionTo({ text: 'Hello' }, 0)).toBeNull()
  expect(reactionTo({ text: 'Hello' }, 0.35)).toBeNull()
})
