import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { GalleryFilterInput } from '../../electron/api/contract/gallery-filter.ts';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { createId } from '../../electron/database/create-id.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import type { Database } from '../../electron/database/open-database.ts';
import type { NewPicture } from '../../electron/database/pictures-table.ts';
import { createTables } from '../../electron/database/tables.ts';
import type { Tables } from '../../electron/database/tables.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

interface Gallery {
  readonly database: Database;
  readonly tables: Tables;
  add(name: string, recipe?: Partial<Recipe>, fields?: Partial<NewPicture>): string;
  /** Sets columns of a picture by its name. */
  set(name: string, assignment: string): void;
  /** Names of the pictures that match, in order. */
  find(filter: GalleryFilterInput): string[];
}

function openGallery(
  t: TestContext,
  file: string = join(temporaryFolder(), 'nishiki.db'),
): Gallery {
  const database = openDatabase(file);
  t.after(() => database.close());
  const tables = createTables(database);
  const names = new Map<string, string>();
  return {
    database,
    tables,
    add(name, recipe = {}, fields = {}) {
      const id = createId(new Date(recipe.createdAt ?? '2026-11-22T13:15:00Z'));
      names.set(id, name);
      tables.pictures.insert({
        recipe: makeRecipe({ pictureId: id, ...recipe }),
        file: `2026-11-22/${id}.png`,
        bytes: 1000,
        modelId: null,
        modelNames: [],
        promptId: null,
        comparisonId: null,
        cell: null,
        removedAt: null,
        ...fields,
      });
      return id;
    },
    set(name, assignment) {
      const [id] = [...names].find(([, its]) => its === name) ?? [];
      assert.equal(
        database.prepare(`UPDATE pictures SET ${assignment} WHERE id = ?`).run(id).changes,
        1,
      );
    },
    find: (filter) => tables.gallery.listIds(filter).map((id) => names.get(id) ?? id),
  };
}

const jsd = { name: 'Japanese Stable Diffusion', fingerprint: 'j'.repeat(64) };
const sd = { name: 'Stable Diffusion v1-4', fingerprint: 's'.repeat(64) };

/** Six pictures that differ in everything that can be filtered. Newest first: f e d c b a. */
function fillGallery(gallery: Gallery): void {
  gallery.add('a', {
    prompt: '猫 油絵',
    model: jsd,
    createdAt: '2026-01-05T00:00:00Z',
    jobId: 'j1',
  });
  gallery.add('b', {
    prompt: '猫 水彩',
    model: jsd,
    createdAt: '2026-01-20T00:00:00Z',
    jobId: 'j1',
  });
  gallery.add('c', {
    arm: 'en',
    prompt: 'a cat',
    model: sd,
    createdAt: '2026-02-01T00:00:00Z',
    jobId: 'j2',
  });
  gallery.add('d', {
    prompt: '東京の夜',
    negativePrompt: '猫',
    model: jsd,
    width: 96,
    sampler: 'lms',
    createdAt: '2026-02-10T00:00:00Z',
    jobId: 'j3',
  });
  gallery.add('e', {
    arm: 'en',
    prompt: 'tokyo at night',
    model: sd,
    width: 96,
    createdAt: '2026-03-01T00:00:00Z',
    jobId: 'j4',
    seed: '777',
  });
  gallery.add('f', {
    prompt: '東京タワー',
    model: jsd,
    createdAt: '2026-03-02T00:00:00Z',
    jobId: 'j4',
  });
  gallery.set('a', `rating = 5, favourite = 1, tags = '["動物","ネコ"]', score = 0.31`);
  gallery.set('b', `rating = 3, tags = '["動物"]', boards = '["board1"]', score = 0.28`);
  gallery.set('e', `rating = 4, boards = '["board1","board2"]'`);
}

test('every filter alone, and all of them together', (t) => {
  const gallery = openGallery(t);
  fillGallery(gallery);
  const cases: [GalleryFilterInput, string][] = [
    [{}, 'fedcba'],
    [{ arms: ['en'] }, 'ec'],
    [{ arms: ['en', 'ja'] }, 'fedcba'],
    [{ models: [jsd.fingerprint] }, 'fdba'],
    [{ samplers: ['lms'] }, 'd'],
    [{ sizes: ['96x64'] }, 'ed'],
    [{ sizes: ['96x64', '64x64'] }, 'fedcba'],
    [{ minRating: 4 }, 'ea'],
    [{ minRating: 3, maxRating: 4 }, 'eb'],
    [{ maxRating: 0 }, 'fdc'],
    [{ favourite: true }, 'a'],
    [{ tags: ['動物'] }, 'ba'],
    [{ tags: ['動物', 'ねこ'] }, 'a'],
    [{ boardId: 'board1' }, 'eb'],
    [{ boardId: 'unknown' }, ''],
    [{ from: '2026-02-01T00:00:00Z' }, 'fedc'],
    [{ from: '2026-02-01T00:00:00Z', before: '2026-03-01T00:00:00Z' }, 'dc'],
    [{ minScore: 0.3 }, 'a'],
    [{ maxScore: 0.3 }, 'b'],
    [{ minScore: 0.28, maxScore: 0.31 }, 'ba'],
    [{ jobId: 'j1' }, 'ba'],
    [{ order: 'oldest' }, 'abcdef'],
    [{ order: 'rating' }, 'aebfdc'],
    [{ order: 'score' }, 'abfedc'],
    [{ stacked: true }, 'edca'],
    [
      {
        search: '猫',
        arms: ['ja'],
        tags: ['動物'],
        minRating: 3,
        sizes: ['64x64'],
        before: '2026-01-10T00:00:00Z',
      },
      'a',
    ],
  ];
  for (const [filter, expected] of cases) {
    assert.equal(gallery.find(filter).join(''), expected, JSON.stringify(filter));
  }
});

test('words are found in every field, in one field, or not at all', (t) => {
  const gallery = openGallery(t);
  fillGallery(gallery);
  const cases: [string, string][] = [
    ['猫', 'dba'],
    ['ねこ', 'a'],
    ['どう', ''],
    ['東京', 'fd'],
    ['猫 -油絵', 'db'],
    ['-猫', 'fec'],
    ['prompt:猫', 'ba'],
    ['プロンプト：猫', 'ba'],
    ['neg:猫', 'd'],
    ['-ネガ：猫', 'fecba'],
    ['model:japanese', 'fdba'],
    ['タグ:動物', 'ba'],
    ['tag:ﾈｺ', 'a'],
    ['seed:777', 'e'],
    ['777', 'e'],
    ['77', ''],
    ['シード:７７７', 'e'],
    ['-777', 'fdcba'],
    ['http://', ''],
  ];
  for (const [search, expected] of cases) {
    assert.equal(gallery.find({ search }).join(''), expected, search);
  }
});

test('facets count what choosing them would show, whatever is chosen in the same facet', (t) => {
  const gallery = openGallery(t);
  fillGallery(gallery);
  const hour = 3_600_000;
  const all = gallery.tables.gallery.facets({}, 0);
  assert.deepEqual(all.arms, [
    { value: 'ja', count: 4 },
    { value: 'en', count: 2 },
  ]);
  assert.deepEqual(all.models, [
    { value: jsd.fingerprint, name: jsd.name, count: 4 },
    { value: sd.fingerprint, name: sd.name, count: 2 },
  ]);
  assert.deepEqual([all.count, all.ratings, all.favourites], [6, [3, 0, 0, 1, 1, 1], 1]);
  assert.deepEqual(
    all.months.map(({ value, count }) => `${value} ${count}`),
    ['2026-03 2', '2026-02 2', '2026-01 2'],
  );
  // In Tokyo nothing of this changes; nine hours west of London the first of the month is the last of the one before.
  assert.equal(gallery.tables.gallery.facets({}, -9 * hour).months[1]?.value, '2026-02');
  assert.equal(gallery.tables.gallery.facets({}, -9 * hour).months[0]?.count, 1);
  assert.deepEqual(all.boards, [
    { value: 'board1', count: 2 },
    { value: 'board2', count: 1 },
  ]);
  assert.equal(all.scores?.lowest.toFixed(2), '0.28');

  const english = gallery.tables.gallery.facets({ arms: ['en'] }, 0);
  assert.deepEqual(english.arms, all.arms);
  assert.deepEqual(english.sizes, [
    { value: '64x64', count: 1 },
    { value: '96x64', count: 1 },
  ]);
  assert.deepEqual(english.tags, []);
  const both = gallery.tables.gallery.facets({ arms: ['en'], sizes: ['96x64'] }, 0);
  assert.deepEqual(both.arms, [
    { value: 'en', count: 1 },
    { value: 'ja', count: 1 },
  ]);
  assert.deepEqual(gallery.tables.gallery.facets({ tags: ['動物'] }, 0).tags, [
    { value: '動物', count: 2 },
    { value: 'ネコ', count: 1 },
  ]);
});

test('a stack shows its favourite, then its best rated, and says how many it holds', (t) => {
  const gallery = openGallery(t);
  for (const name of ['a', 'b', 'c']) gallery.add(name, { jobId: 'batch' });
  gallery.add('d', { jobId: 'alone' });
  assert.deepEqual(gallery.find({ stacked: true }), ['d', 'c']);
  assert.deepEqual(gallery.tables.gallery.browse({ stacked: true }).stackSizes, [1, 3]);
  gallery.set('a', 'rating = 2');
  assert.deepEqual(gallery.find({ stacked: true }), ['d', 'a']);
  gallery.set('b', 'favourite = 1');
  assert.deepEqual(gallery.find({ stacked: true }), ['d', 'b']);
});

test('duplicates are kept pictures with the same pixels', (t) => {
  const gallery = openGallery(t);
  gallery.add('a', {}, { contentHash: 'x' });
  gallery.add('b', {}, { contentHash: 'y' });
  gallery.add('c', {}, { contentHash: 'x' });
  gallery.add('d', {});
  gallery.add('e', {}, { contentHash: 'y', removedAt: '2026-01-01T00:00:00Z' });
  assert.deepEqual(gallery.find({ duplicates: true }), ['c', 'a']);
  gallery.add('f', {}, { contentHash: 'y' });
  gallery.add('g', {}, { contentHash: 'x' });
  assert.deepEqual(gallery.find({ duplicates: true }), ['g', 'c', 'a', 'f', 'b']);
});

test('what is written by any statement is seen by the next filter, and what is rolled back is not', (t) => {
  const gallery = openGallery(t);
  const { tables, database } = gallery;
  fillGallery(gallery);
  const id = tables.gallery.listIds({ favourite: true })[0] ?? '';
  gallery.set('f', 'favourite = 1');
  assert.deepEqual(gallery.find({ favourite: true }), ['f', 'a']);
  tables.pictureFiles.markRemoved(id, '2026-04-01T00:00:00Z');
  assert.deepEqual(gallery.find({ favourite: true }), ['f']);
  assert.deepEqual(gallery.find({ removed: true }), ['a']);
  tables.pictureFiles.markKept(id);
  assert.throws(() =>
    tables.transaction(() => {
      database.exec('DELETE FROM pictures WHERE favourite = 1');
      assert.deepEqual(gallery.find({ favourite: true }), []);
      gallery.add('g', {});
      throw new Error('not today');
    }),
  );
  assert.equal(gallery.find({}).join(''), 'fedcba');
  database.exec('DELETE FROM pictures WHERE favourite = 1');
  assert.equal(gallery.find({}).join(''), 'edcb');
  // The next picture gets the row number of a deleted one.
  gallery.add('h', { createdAt: '2026-01-10T00:00:00Z' });
  assert.equal(gallery.find({}).join(''), 'hedcb');
});

test('facts that are read in parts miss no change that comes in between', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const before = openGallery(t, file);
  const ids = before.tables.transaction(() =>
    Array.from({ length: 9000 }, (_, number) => before.add(String(number))),
  );
  before.database.close();

  const { tables, database, add } = openGallery(t, file);
  assert.equal(tables.gallery.prepare(), true);
  const remove = database.prepare('UPDATE pictures SET removed_at = ? WHERE id = ?');
  for (const id of [ids[0], ids[8999]]) remove.run('2026', id);
  add('new');
  const kept = tables.gallery.listIds({ order: 'oldest' });
  assert.deepEqual([kept.length, kept[0], new Set(kept).size], [8999, ids[1], 8999]);
  assert.deepEqual(tables.gallery.listIds({ removed: true }), [ids[8999], ids[0]]);
  assert.equal(tables.gallery.prepare(), false);
});

test('the newest pictures are listed before anything else is read', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const before = openGallery(t, file);
  fillGallery(before);
  const ids = before.tables.gallery.listIds({});
  before.database.close();
  const { tables } = openGallery(t, file);
  assert.deepEqual(tables.gallery.newest(3), ids.slice(0, 3));
  assert.equal(tables.gallery.ready, false);
  assert.equal(tables.gallery.listIds({ arms: ['en'] }).length, 2);
  assert.equal(tables.gallery.ready, true);
});
