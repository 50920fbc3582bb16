import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { createId } from '../../electron/database/create-id.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables, type Tables } from '../../electron/database/tables.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { now, openTables } from './open-tables.ts';

function insert(tables: Tables, fields: Partial<Recipe>, modelNames: string[] = []): string {
  const recipe = makeRecipe({ pictureId: createId(now), ...fields });
  tables.pictures.insert({
    recipe,
    file: `2026-11-22/${recipe.pictureId}.png`,
    bytes: 1000,
    modelId: null,
    modelNames,
    promptId: null,
    comparisonId: null,
    cell: null,
    removedAt: null,
  });
  return recipe.pictureId;
}

test('ids sort by time, also within one millisecond and when the clock is set back', () => {
  const ids = [0, 0, 0, -5000, 60_000].map((shift) => createId(new Date(now.getTime() + shift)));
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[0-9a-z]{16}$/);
});

test('search finds words of any length in any spelling', (t) => {
  const tables = openTables(t);
  const pictures = {
    cat: insert(tables, { prompt: '黒猫のいる窓辺、油絵', seed: '42' }),
    tokyo: insert(tables, { prompt: '夜の東京タワー', seed: '1429' }),
    kana: insert(tables, { prompt: 'トウキョウ ｶﾀｶﾅ パンダ', seed: '18446744073709551615' }),
    latin: insert(tables, { prompt: 'A Cat in TOKYO, ＯＩＬ painting', seed: '7' }),
    negative: insert(tables, { prompt: '山', negativePrompt: 'ぼやけた 🐈' }),
    model: insert(tables, { prompt: '海', model: { name: 'Stable v1-4', fingerprint: 'a' } }, [
      '日本語版デモ',
    ]),
  };
  const cases: [string, (keyof typeof pictures)[]][] = [
    ['猫', ['cat']],
    ['東京', ['tokyo']],
    ['東京タワー', ['tokyo']],
    ['京東', []],
    ['とうきょう', ['kana']],
    ['ﾄｳｷｮｳ', ['kana']],
    ['カタカナ', ['kana']],
    ['ぱんだ', ['kana']],
    ['cat', ['latin']],
    ['ｔｏｋｙｏ', ['latin']],
    ['oil', ['latin']],
    ['油絵　猫', ['cat']],
    ['猫 東京', []],
    ['タワー', ['tokyo']],
    ['ー', ['tokyo']],
    ['ぼやけた', ['negative']],
    ['🐈', ['negative']],
    ['v1-4', ['model']],
    ['日本語', ['model']],
    ['42', ['cat', 'negative', 'model']],
    ['1429', ['tokyo']],
    ['18446744073709551615', ['kana']],
    ['1844', ['kana']],
    ['  ', ['model', 'negative', 'latin', 'kana', 'tokyo', 'cat']],
    ['" OR *', []],
  ];
  for (const [search, expected] of cases) {
    const found = new Set(tables.gallery.listIds({ search, arms: [] }));
    const names = expected.map((name) => pictures[name]);
    assert.deepEqual(found, new Set(names), `search for ${search}`);
  }
});

test('pictures are listed newest first and filtered by arm', (t) => {
  const tables = openTables(t);
  const first = insert(tables, { arm: 'ja' });
  const second = insert(tables, { arm: 'en' });
  const third = insert(tables, { arm: 'en-raw' });
  assert.deepEqual(tables.gallery.listIds({ search: '', arms: [] }), [third, second, first]);
  assert.deepEqual(tables.gallery.listIds({ search: '', arms: ['ja', 'en'] }), [second, first]);
});

test('the ids of a large gallery are read from an index alone', (t) => {
  const database = openDatabase(join(temporaryFolder(), 'nishiki.db'));
  t.after(() => database.close());
  for (const condition of ['', ' AND arm IN (SELECT value FROM json_each(?))']) {
    const sql = `SELECT id FROM pictures WHERE removed_at IS NULL${condition} ORDER BY id DESC`;
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...(condition ? ['[]'] : []));
    const [step] = plan as { detail: string }[];
    assert.equal(step?.detail, 'SEARCH pictures USING COVERING INDEX pictures_kept (removed_at=?)');
  }
});

test('the paths of a large gallery are read from an index alone', (t) => {
  const database = openDatabase(join(temporaryFolder(), 'nishiki.db'));
  t.after(() => database.close());
  const plan = database.prepare('EXPLAIN QUERY PLAN SELECT file FROM pictures ORDER BY file').all();
  assert.match((plan as { detail: string }[])[0]?.detail ?? '', /USING COVERING INDEX/);
  const tables = createTables(database);
  const [first, second] = [insert(tables, {}), insert(tables, {})];
  tables.pictureFiles.markRemoved(second, now.toISOString());
  assert.deepEqual(tables.pictureFiles.list({ removed: false }), [`2026-11-22/${first}.png`]);
  assert.deepEqual(tables.pictureFiles.list({ removed: true }), [`2026-11-22/${second}.png`]);
});

test('records come in the order asked for, with seeds exact; unknown and removed ones are left out', (t) => {
  const tables = openTables(t);
  const first = insert(tables, { seed: '18446744073709551615' });
  const second = insert(tables, { prompt: '👩🏽‍🚀と猫' });
  const third = insert(tables, {});
  tables.pictureFiles.markRemoved(third, now.toISOString());
  const records = tables.pictures.get([second, 'unknown', third, first, second]);
  assert.deepEqual(
    records.map(({ id }) => id),
    [second, first, second],
  );
  assert.equal(records[1]?.recipe?.seed, '18446744073709551615');
  assert.equal(records[0]?.recipe?.prompt, '👩🏽‍🚀と猫');
  tables.pictureFiles.markKept(third);
  assert.equal(tables.pictures.get([third]).length, 1);
});
