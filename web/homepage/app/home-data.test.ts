import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Category } from '@mallhive/product-service/contract'
import { roomsOf } from './home-data.ts'

const category = (handle: string, productCount: number, parentId?: string): Category => ({
  ...{ id: handle, handle, title: handle.toUpperCase(), position: 0, productCount },
  ...(parentId !== undefined && { parentId }),
})
const room = (handle: string, productCount: number) => ({
  ...{ handle, title: handle.toUpperCase(), productCount, picture: undefined },
})

test('the rooms are the merchant’s choice in its order, without empty ones and those that are gone', () => {
  const categories = [category('desk', 3), category('light', 9), category('empty', 0)]
  assert.deepEqual(roomsOf(categories, ['light', 'empty', 'gone', 'desk']), [room('light', 9), room('desk', 3)])
})

test('without a choice the first four upper categories are the rooms', () => {
  const categories = ['a', 'b', 'c', 'd', 'e'].map((handle) => category(handle, 1))
  assert.deepEqual(
    roomsOf([category('low', 5, 'a'), ...categories], undefined).map(({ handle }) => handle),
    ['a', 'b', 'c', 'd'],
  )
})
