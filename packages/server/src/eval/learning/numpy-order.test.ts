import { expect, test } from 'vitest'
import { numpyOrder } from './numpy-order.ts'

test('ten rows stand as numpy puts them', () => expect([...numpyOrder(10, 0)]).toEqual([2, 8, 4, 9, 1, 6, 7, 3, 0, 5]))
