import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TFunction } from 'i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { Comparison } from '../../electron/api/contract/comparisons.ts';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { armKeys } from '../../renderer/compare/arm-names.ts';
import { arrangePanes, captionHeight, paneGap } from '../../renderer/compare/arrange-panes.ts';
import {
  findRow,
  findRows,
  listItems,
  neighbourOf,
  pairOf,
  rowAddress,
  rowsOf,
} from '../../renderer/compare/comparison-rows.ts';
import { compareParameters, sameNoise } from '../../renderer/compare/parameter-diff.ts';
import { viewRow } from '../../renderer/compare/viewed.ts';

function comparison(
  id: string,
  seeds: string[],
  pictures: (string | null)[][],
  kinds: ArmKind[] = ['ja', 'en'],
): Comparison {
  return {
    id,
    createdAt: '2026-01-01T00:00:00.000Z',
    arms: kinds.map((kind) => ({ kind, modelId: kind, prompt: '城', negativePrompt: '' })),
    seeds,
    settings: printSettingsSchema.parse({}),
    origin: null,
    pictures,
  };
}

const newer = comparison(
  'newer',
  ['7', '0'],
  [
    ['a', 'b'],
    ['c', null],
  ],
);
const older = comparison('older', ['42'], [['d', 'e']]);
const emptied = comparison('emptied', ['1'], [[null, null]]);
const nothingPrints = () => false;
const sayKey = ((key: string) => key) as unknown as TFunction;

test('a row per seed that has a picture; a comparison without any is left out', () => {
  const rows = rowsOf([newer, emptied, older], nothingPrints);
  assert.deepEqual(rows.map(rowAddress), [
    '/compare/newer?seed=7',
    '/compare/newer?seed=0',
    '/compare/older?seed=42',
  ]);
});

test('of a comparison that was found by a seed its row is listed, and by words all of them', () => {
  const words = (text: string) => ({
    kind: 'ja' as const,
    modelId: 'm',
    prompt: text,
    negativePrompt: '',
  });
  const dog = { ...newer, arms: [words('わくわくする犬 ドット絵'), words('Excited Dog')] };
  const ten = { ...dog, id: 'ten', arms: [words('犬 10')], seeds: ['12345', '10'] };
  const found = (search: string, of = dog) =>
    findRows(rowsOf([of], nothingPrints), search).map(({ seed }) => seed);
  for (const search of ['', 'ワクワク', '犬　どっと', 'ＤＯＧ excited', '犬、ドット']) {
    assert.deepEqual(found(search), ['7', '0'], search);
  }
  assert.deepEqual(found('7'), ['7']);
  assert.deepEqual(found('７'), ['7']);
  assert.deepEqual(found('犬 0'), ['0']);
  assert.deepEqual(found('1234', ten), ['12345'], 'its beginning is enough from four digits on');
  assert.deepEqual(found('10', ten), ['12345', '10'], 'a number that is a word of the prompt');
});

test('while a comparison prints, its rows are there before their pictures', () => {
  const rows = rowsOf([emptied], (id) => id === 'emptied');
  assert.deepEqual(rows[0]?.pictureIds, [null, null]);
});

test('the words of a comparison stand once, before its rows', () => {
  const items = listItems(rowsOf([newer, older], nothingPrints));
  assert.deepEqual(
    items.map((item) => item.type),
    ['words', 'row', 'row', 'words', 'row'],
  );
  assert.equal(new Set(items.map((item) => item.key)).size, items.length);
});

test('an address names a row by its seed, else by its place, else its first', () => {
  const rows = rowsOf([newer, older], nothingPrints);
  assert.equal(findRow(rows, undefined, null)?.seed, '7');
  assert.equal(findRow(rows, 'newer', '0')?.index, 1);
  assert.equal(findRow(rows, 'newer', '1')?.index, 1);
  assert.equal(findRow(rows, 'newer', '99')?.index, 0);
  assert.equal(findRow(rows, 'nowhere', '7'), null);
});

test('an address of one of several variations of a seed names it by its place too', () => {
  const variations = comparison('varied', ['7', '7', '7'], [['a'], ['b'], ['c']]);
  const rows = rowsOf([variations], nothingPrints);
  assert.deepEqual(
    rows.map((row) => new URL(rowAddress(row), 'http://studio').searchParams.get('seed')),
    ['7', '7.1', '7.2'],
  );
  assert.equal(findRow(rows, 'varied', '7')?.index, 0);
  assert.equal(findRow(rows, 'varied', '7.2')?.index, 2);
  const { settings } = variations;
  const varied = {
    ...variations,
    settings: { ...settings, variation: { seed: '12', strength: 1 } },
  };
  assert.equal(findRow(rowsOf([varied], nothingPrints), 'varied', '7', '14')?.index, 2);
});

test('stepping goes on from one comparison to the next and stops at the ends', () => {
  const rows = rowsOf([newer, older], nothingPrints);
  const [first, , last] = rows;
  assert.ok(first && last);
  assert.equal(neighbourOf(rows, first, 2), last);
  assert.equal(neighbourOf(rows, first, -1), first);
  assert.equal(neighbourOf(rows, last, 1), last);
  assert.equal(neighbourOf([], null, 1), null);
});

test('the two arms that are laid over each other', () => {
  const kinds = ['ja', 'ja-stage1', 'en'];
  assert.deepEqual(pairOf(kinds, null), [0, 2]);
  assert.deepEqual(pairOf(kinds, ['ja-stage1', 'ja']), [1, 0]);
  assert.deepEqual(pairOf(['ja', 'en-raw'], null), [0, 1]);
  assert.deepEqual(pairOf(['ja', 'en'], ['ja-stage1', 'ja']), [0, 1], 'a choice of other arms');
});

test('arms of one kind have keys of their own', () => {
  const keys = armKeys(['ja', 'ja', 'en', 'ja']);
  assert.deepEqual(keys, ['ja', 'ja#2', 'en', 'ja#3']);
  assert.deepEqual(pairOf(keys, ['ja#3', 'ja']), [3, 0]);
});

test('arms of one kind are told apart by letters, others by their seals', () => {
  const lettersOf = (kinds: ArmKind[]) => {
    const [row] = rowsOf(
      [comparison('twins', ['1'], [kinds.map((_, arm) => `p${arm}`)], kinds)],
      nothingPrints,
    );
    assert.ok(row);
    return viewRow(row, sayKey).panes.map(({ letter }) => letter);
  };
  assert.deepEqual(lettersOf(['ja', 'en']), [null, null]);
  assert.deepEqual(lettersOf(['ja', 'ja', 'en']), ['A', 'B', 'C']);
});

test('panes are arranged so that each picture is as large as can be', () => {
  const square = { width: 512, height: 512 };
  const wide = arrangePanes(2, { width: 1000, height: 500 }, square);
  assert.deepEqual(wide, {
    columns: 2,
    rows: 1,
    pane: { width: (1000 - paneGap) / 2, height: 500 - captionHeight },
  });
  assert.equal(arrangePanes(2, { width: 400, height: 900 }, square).columns, 1);
  assert.equal(arrangePanes(4, { width: 900, height: 900 }, square).columns, 2);
  const odd = arrangePanes(3, { width: 1001, height: 400 }, square);
  assert.equal(odd.pane.width, Math.floor(odd.pane.width), 'whole pixels');
});

function picture(arm: ArmKind, change: Partial<Picture['recipe']> = {}): Picture {
  return {
    id: arm,
    createdAt: '2026-01-01T00:00:00.000Z',
    jobId: 'job',
    comparisonId: 'newer',
    arm,
    modelId: null,
    fileName: `${arm}.png`,
    bytes: 1,
    rating: 0,
    favourite: false,
    tags: [],
    boards: [],
    score: null,
    scorer: null,
    removedAt: null,
    imported: null,
    linked: false,
    recipe: {
      ...printSettingsSchema.parse({}),
      schema: 1,
      arm,
      prompt: '城',
      negativePrompt: '',
      seed: '7',
      model: { name: `model ${arm}`, fingerprint: 'f' },
      noiseHash: 'abc',
      engine: { version: '1', provider: 'cpu', precision: 'float32' },
      pictureId: arm,
      comparisonId: 'newer',
      jobId: 'job',
      createdAt: '2026-01-01T00:00:00.000Z',
      ...change,
    },
  };
}

test('what differs stands first with a value per arm, what is equal stands once', () => {
  const rows = compareParameters([
    picture('ja'),
    null,
    picture('en', { engine: { version: '1', provider: 'cuda', precision: 'float16' } }),
  ]);
  assert.deepEqual(rows[0], {
    name: 'model',
    values: ['model ja', null, 'model en'],
    differs: true,
  });
  assert.deepEqual(
    rows.filter((row) => row.differs).map((row) => row.name),
    ['model', 'provider', 'precision'],
  );
  assert.deepEqual(
    rows.find((row) => row.name === 'steps'),
    { name: 'steps', values: ['20'], differs: false },
  );
});

test('the same noise, other noise, and nothing to say of one picture', () => {
  assert.equal(sameNoise([picture('ja'), picture('en')]), true);
  assert.equal(sameNoise([picture('ja'), picture('en', { noiseHash: 'x' })]), false);
  assert.equal(sameNoise([picture('ja'), null]), null);
});
