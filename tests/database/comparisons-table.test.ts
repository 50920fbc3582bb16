import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import SQLite from 'better-sqlite3';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { migrations } from '../../electron/database/migrations/migrations.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import type { Tables } from '../../electron/database/tables.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const settings = printSettingsSchema.parse({});

function comparison(id: string, ja: string, en: string, seeds: readonly string[]) {
  const arm = { modelId: 'm', negativePrompt: '避けたい' };
  return {
    id,
    createdAt: '2026-01-01T00:00:00.000Z',
    arms: [
      { ...arm, kind: 'ja' as const, prompt: ja },
      { ...arm, kind: 'en' as const, prompt: en },
    ],
    seeds: [...seeds],
    settings,
    origin: null,
  };
}

const made = [
  comparison('1', '猫 油絵', 'cat, oil painting', ['42']),
  comparison('2', '東京タワー', 'Tokyo Tower', ['7', '1234567890']),
  comparison('3', 'わくわくする犬', 'excited dog', ['42', '43']),
  comparison('4', '猫と犬 水彩', 'a cat and a dog', ['8']),
];

const found: [search: string, ids: string[]][] = [
  ['', ['4', '3', '2', '1']],
  ['　', ['4', '3', '2', '1']],
  ['猫', ['4', '1']],
  ['東京', ['2']],
  ['ワクワク', ['3']],
  ['ﾀﾜｰ', ['2']],
  ['ＤＯＧ', ['4', '3']],
  ['猫 dog', ['4']],
  ['猫 東京', []],
  ['42', ['3', '1']],
  ['犬 42', ['3']],
  ['4', []],
  ['1234', ['2']],
  ['避けたい', []],
];

function idsOf(tables: Tables, search: string, part = {}): string[] {
  const list = tables.comparisons.list({ search, before: null, limit: 100, ...part });
  return list.map(({ id }) => id);
}

function checkSearch(tables: Tables): void {
  for (const [search, ids] of found) assert.deepEqual(idsOf(tables, search), ids, search);
}

test('comparisons are found by words of one character and more, in either kana, and by their seeds', (t) => {
  const database = openDatabase(join(temporaryFolder(), 'nishiki.db'));
  t.after(() => database.close());
  const tables = createTables(database);
  for (const one of made) tables.comparisons.insert(one);
  checkSearch(tables);
  // A damaged search is made anew.
  database.exec(`INSERT INTO comparison_search (comparison_search) VALUES ('delete-all')`);
  assert.deepEqual(idsOf(tables, '猫'), []);
  tables.comparisons.reindex();
  checkSearch(tables);
});

test('all of them are found part by part, also what came when the first part was known', (t) => {
  const database = openDatabase(join(temporaryFolder(), 'nishiki.db'));
  t.after(() => database.close());
  const tables = createTables(database);
  for (const one of made) tables.comparisons.insert(one);
  assert.deepEqual(idsOf(tables, '', { limit: 2 }), ['4', '3']);
  tables.comparisons.insert(comparison('5', '猫', 'cat', ['1']));
  assert.deepEqual(idsOf(tables, '', { limit: 2, before: '3' }), ['2', '1']);
  assert.deepEqual(idsOf(tables, '猫', { limit: 1, before: '5' }), ['4']);
  assert.deepEqual(idsOf(tables, '猫', { limit: 1, before: '4' }), ['1']);
  assert.deepEqual(idsOf(tables, '猫', { limit: 1, before: '1' }), []);
});

test('comparisons that were made before they could be searched are found too', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const before = new SQLite(file);
  for (const step of migrations.slice(0, 21)) {
    if (typeof step === 'string') before.exec(step);
    else step(before);
  }
  before.pragma('user_version = 21');
  const insert = before.prepare(
    'INSERT INTO comparisons (id, created_at, arms, seeds, settings) VALUES (?, ?, ?, ?, ?)',
  );
  for (const { id, createdAt, ...rest } of made) {
    const json = [rest.arms, rest.seeds, rest.settings].map((value) => JSON.stringify(value));
    insert.run(id, createdAt, ...json);
  }
  before.close();
  const database = openDatabase(file);
  t.after(() => database.close());
  checkSearch(createTables(database));
});
