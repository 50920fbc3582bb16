import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGridKey } from '../../renderer/gallery/grid-keys.ts';
import {
  cellGap,
  layOutGrid,
  pagesAround,
  pageSize,
  stepTo,
} from '../../renderer/gallery/grid-layout.ts';
import {
  actedOn,
  chooseAll,
  chooseNone,
  chooseOnly,
  extendTo,
  keepListed,
  nothingSelected,
  survivorOf,
  toggleOne,
  walkTo,
} from '../../renderer/gallery/selection.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const chosenOf = (selection: { chosen: ReadonlySet<string> }) => [...selection.chosen].toSorted();

test('a click chooses one, Ctrl adds and takes away, Shift takes the range from the anchor', () => {
  let selection = chooseOnly('c');
  assert.deepEqual(chosenOf(selection), ['c']);
  selection = toggleOne(selection, 'e');
  assert.deepEqual(chosenOf(selection), ['c', 'e']);
  selection = extendTo(selection, 'b', ids);
  assert.deepEqual(chosenOf(selection), ['b', 'c', 'd', 'e'], 'from e, the last one clicked');
  selection = extendTo(selection, 'f', ids);
  assert.deepEqual(chosenOf(selection), ['e', 'f'], 'the range turns about its anchor');
  selection = toggleOne(selection, 'e');
  assert.deepEqual(chosenOf(selection), ['f']);
});

test('the cursor can walk without choosing, and keys act on it where nothing is chosen', () => {
  const walked = walkTo(nothingSelected, 'd');
  assert.deepEqual(actedOn(walked, ids), ['d']);
  const chosen = walkTo(chooseOnly('b'), 'd');
  assert.deepEqual(actedOn(chosen, ids), ['b']);
  assert.equal(chosen.cursor, 'd');
  assert.deepEqual(actedOn(nothingSelected, ids), []);
});

test('all and none; what is acted on keeps the order of the list', () => {
  const all = chooseAll(nothingSelected, ids);
  assert.deepEqual(actedOn(all, ids), ids);
  assert.equal(all.cursor, 'a');
  assert.equal(chooseNone(all).chosen.size, 0);
  assert.deepEqual(actedOn(toggleOne(chooseOnly('f'), 'b'), ids), ['b', 'f']);
});

test('pictures that go take their part of the selection along; new ones change nothing', () => {
  const selection = toggleOne(chooseOnly('b'), 'd');
  assert.equal(keepListed(selection, ['new', ...ids]), selection);
  const left = keepListed(selection, ['a', 'b', 'c']);
  assert.deepEqual(chosenOf(left), ['b']);
  assert.equal(left.cursor, null);
});

test('after a removal the cursor goes to the next picture that stays, at the end to the one before', () => {
  assert.equal(survivorOf(ids, 'c', new Set(['c', 'd'])), 'e');
  assert.equal(survivorOf(ids, 'g', new Set(['f', 'g'])), 'e');
  assert.equal(survivorOf(ids, 'a', new Set(ids)), null);
});

test('columns fill the width exactly or leave less than a pixel per column', () => {
  for (const width of [300, 777, 1316, 2400]) {
    for (const wanted of [88, 168, 360]) {
      const { columns, cell, rows } = layOutGrid(width, wanted, 1000);
      const used = columns * cell + (columns - 1) * cellGap;
      assert.ok(used <= width && width - used < columns, `${width} px, ${wanted} px cells`);
      assert.ok(cell >= Math.min(wanted, width));
      assert.equal(rows, Math.ceil(1000 / columns));
    }
  }
});

test('keys move in the grid and stop at its ends', () => {
  const layout = layOutGrid(340, 80, 10);
  assert.equal(layout.columns, 3);
  const step = (from: number, how: Parameters<typeof stepTo>[1]) =>
    stepTo(from, how, 10, layout, 2);
  assert.equal(step(4, 'right'), 5);
  assert.equal(step(0, 'left'), 0);
  assert.equal(step(4, 'up'), 1);
  assert.equal(step(1, 'up'), 1);
  assert.equal(step(4, 'down'), 7);
  assert.equal(step(8, 'down'), 9, 'into the shorter last row');
  assert.equal(step(9, 'down'), 9);
  assert.equal(step(9, 'page-up'), 3);
  assert.equal(step(2, 'page-down'), 8);
  assert.equal(step(5, 'first'), 0);
  assert.equal(step(5, 'last'), 9);
  assert.equal(step(-1, 'right'), 0);
  assert.equal(stepTo(-1, 'right', 0, layout, 2), -1);
});

test('whole pages hold what is in sight, and a new picture at the top moves none of them', () => {
  const count = 1000;
  const { start, end } = pagesAround(130, 170, count);
  assert.ok(start <= 130 && end > 170);
  assert.equal((end - start) % pageSize, 0);
  assert.deepEqual(pagesAround(131, 171, count + 1), { start: start + 1, end: end + 1 });
  assert.deepEqual(pagesAround(0, 5, count), { start: 0, end: count % pageSize });
  assert.deepEqual(pagesAround(990, 2000, count), { start: 940, end: 1000 });
  assert.deepEqual(pagesAround(0, -1, count), { start: 0, end: 0 });
  assert.deepEqual(pagesAround(0, 10, 0), { start: 0, end: 0 });
});

test('keys of the grid', () => {
  const press = (
    key: string,
    held: Partial<Record<'shiftKey' | 'ctrlKey' | 'altKey', true>> = {},
  ) =>
    readGridKey({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });
  assert.deepEqual(press('ArrowDown'), { type: 'move', step: 'down', how: 'choose' });
  assert.deepEqual(press('End', { shiftKey: true }), { type: 'move', step: 'last', how: 'extend' });
  assert.deepEqual(press('Home', { ctrlKey: true }), { type: 'move', step: 'first', how: 'walk' });
  assert.deepEqual(press('a', { ctrlKey: true }), { type: 'all' });
  assert.deepEqual(press('c'), { type: 'compare' });
  assert.deepEqual(press('p'), { type: 'pin' });
  assert.deepEqual(press('c', { ctrlKey: true }), { type: 'copy' });
  assert.deepEqual(press('V'), { type: 'more-like' });
  assert.deepEqual(press('Delete'), { type: 'trash' });
  assert.equal(press('a'), null);
  assert.equal(press('1', { altKey: true }), null, 'Alt + digit leads to another room');
  assert.equal(press('Enter', { ctrlKey: true }), null, 'Ctrl + Enter generates');
});
