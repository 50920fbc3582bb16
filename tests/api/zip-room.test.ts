import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createZipRoom } from '../../electron/api/contract/zip-room.ts';

test('no two entries have one name, whatever their case', () => {
  const room = createZipRoom();
  const names = ['猫.png', '猫.png', 'Cat.png', 'cat.PNG', '猫.png'].map((name) =>
    room.take(name, 1),
  );
  assert.deepEqual(names, ['猫.png', '猫-2.png', 'Cat.png', 'cat-2.PNG', '猫-3.png']);
});

test('what would not fit is refused by size and by number, and smaller ones still fit', () => {
  const large = createZipRoom();
  assert.equal(large.take('a.png', 3 * 2 ** 30), 'a.png');
  assert.equal(large.take('b.png', 2 ** 30), null);
  assert.equal(large.take('b.png', 2 ** 20), 'b.png');
  const many = createZipRoom();
  for (let entry = 0; entry < 65_535; entry++) assert.ok(many.take(`${entry}.png`, 1) !== null);
  assert.equal(many.take('last.png', 1), null);
});
