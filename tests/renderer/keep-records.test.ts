import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepRecords } from '../../renderer/gallery/keep-records.ts';

const items = (...ids: string[]) => ids.map((id) => ({ id }));
const known = new Map(items('a', 'b', 'c').map((item) => [item.id, item]));

test('the oldest records are let go for those that arrive', () => {
  assert.deepEqual([...keepRecords(known, items('d'), new Set(), 3).keys()], ['b', 'c', 'd']);
  assert.deepEqual([...keepRecords(known, items('d'), new Set(), 9).keys()], ['a', 'b', 'c', 'd']);
});

test('one that arrives again is a new one', () => {
  const again = keepRecords(known, items('a', 'd'), new Set(), 3);
  assert.deepEqual([...again.keys()], ['c', 'a', 'd']);
});

test('what is needed stays, however old it is and even where it is more than is kept', () => {
  assert.deepEqual([...keepRecords(known, items('d'), new Set(['a']), 3).keys()], ['a', 'c', 'd']);
  const all = keepRecords(known, items('d'), new Set(['a', 'b', 'c', 'd']), 3);
  assert.deepEqual([...all.keys()], ['a', 'b', 'c', 'd']);
});

test('what was known is left as it was', () => {
  keepRecords(known, items('d'), new Set(), 1);
  assert.deepEqual([...known.keys()], ['a', 'b', 'c']);
});
