import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { createId } from '../../electron/database/create-id.ts';
import type { ModelRecord } from '../../electron/database/models-table.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import type { Tables } from '../../electron/database/tables.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const settings = printSettingsSchema.parse({});
const now = new Date('2026-11-22T13:15:00Z');

function openTables(t: TestContext): Tables {
  const database = openDatabase(join(temporaryFolder(), 'nishiki.db'));
  t.after(() => database.close());
  return createTables(database);
}

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

test('a prompt printed again renews its entry; a removed one comes back until it is purged', (t) => {
  const tables = openTables(t);
  const arm = { kind: 'ja' as const, modelId: 'm', prompt: '浮世絵の猫', negativePrompt: '' };
  const use = (prompt: string, at: string, seed: string) =>
    tables.prompts.use({
      id: createId(now),
      arms: [{ ...arm, prompt }],
      settings,
      seed,
      count: 2,
      at,
    });
  const matching = (search: string, limit: number, offset = 0, favourite = false) => ({
    search,
    favourite,
    limit,
    offset,
  });
  const cat = use('浮世絵の猫', '2026-11-22T01:00:00Z', '1');
  const dog = use('浮世絵の犬', '2026-11-22T02:00:00Z', '2');
  assert.equal(use('浮世絵の猫', '2026-11-22T03:00:00Z', '18446744073709551615'), cat);

  const [latest, before] = tables.prompts.list(matching('', 10));
  assert.deepEqual(
    [latest?.id, latest?.uses, latest?.seed, latest?.createdAt, latest?.lastUsedAt, before?.id],
    [cat, 2, '18446744073709551615', '2026-11-22T01:00:00Z', '2026-11-22T03:00:00Z', dog],
  );
  assert.deepEqual(
    tables.prompts.list(matching('猫', 10)).map(({ id }) => id),
    [cat],
  );
  assert.equal(tables.prompts.list(matching('', 1)).length, 1);
  assert.deepEqual(
    tables.prompts.list(matching('', 1, 1)).map(({ id }) => id),
    [dog],
  );

  assert.deepEqual(tables.prompts.list(matching('', 10, 0, true)), []);
  assert.equal(tables.prompts.setFavourite(dog, true), true);
  assert.equal(tables.prompts.setFavourite('no such prompt', true), false);
  const favourites = (search: string) =>
    tables.prompts.list(matching(search, 10, 0, true)).map((entry) => [entry.id, entry.favourite]);
  assert.deepEqual(favourites(''), [[dog, true]]);
  assert.deepEqual(favourites('浮世絵'), [[dog, true]]);
  assert.deepEqual(favourites('猫'), []);
  use('浮世絵の犬', '2026-11-22T02:00:00Z', '3');
  assert.deepEqual(favourites(''), [[dog, true]], 'printing it again leaves it a favourite');

  assert.equal(tables.prompts.remove(cat, now.toISOString()), true);
  assert.deepEqual(tables.prompts.list(matching('猫', 10)), []);
  assert.equal(tables.prompts.restore(cat), true);
  assert.equal(tables.prompts.list(matching('猫', 10)).length, 1);
  tables.prompts.remove(cat, now.toISOString());
  tables.prompts.purgeRemoved();
  assert.equal(tables.prompts.restore(cat), false);
  assert.equal(tables.prompts.remove('unknown', now.toISOString()), false);
});

test('open jobs come in order, foreground first, with what they were asked for', (t) => {
  const tables = openTables(t);
  const base = { comparisonId: null, arms: [], seeds: ['1'], settings, createdAt: '2026' };
  const promptId = tables.prompts.use({
    id: 'p',
    arms: [],
    settings,
    seed: '1',
    count: 1,
    at: '2026',
  });
  const priorities = { later: 'background', first: 'foreground', second: 'foreground' } as const;
  for (const [id, priority] of Object.entries(priorities)) {
    tables.jobs.insert({ ...base, id, status: 'queued' }, promptId, priority);
  }
  const order = () => tables.jobs.open().map(({ job }) => `${job.id} ${job.status}`);
  assert.deepEqual(order(), ['first queued', 'second queued', 'later queued']);
  tables.jobs.begin('second', 1);
  tables.jobs.reorder(['second', 'first', 'later']);
  assert.deepEqual(order(), ['second running', 'first queued', 'later queued']);
  const [second] = tables.jobs.open();
  assert.deepEqual(second?.job, { ...base, id: 'second', status: 'running' });
  assert.deepEqual([second.attempts, second.promptId], [1, promptId]);
  assert.equal(tables.jobs.get('unknown'), null);
});

test('ended jobs are listed, latest first, until they are cleared or asked for again', (t) => {
  const tables = openTables(t);
  const base = { comparisonId: null, arms: [], seeds: ['1'], settings, createdAt: '2026' };
  const arms = { arms: [], settings, seed: '1', count: 1, at: '2026' };
  const promptId = tables.prompts.use({ id: 'p', ...arms });
  const failure = { code: 'JOB_NOT_FOUND', message: 'なし', data: { jobId: 'x' } } as const;
  for (const id of ['done', 'failed', 'cancelled']) {
    tables.jobs.insert({ ...base, id, status: 'queued' }, promptId, 'foreground');
  }
  tables.jobs.finish('done', { status: 'done', finishedAt: '2026-01-01', seconds: 2.5 });
  tables.jobs.finish('failed', { status: 'failed', finishedAt: '2026-01-03', failure });
  tables.jobs.finish('cancelled', { status: 'cancelled', finishedAt: '2026-01-02' });
  const ended = tables.jobs.ended(10);
  assert.deepEqual(
    ended.map(({ job, seconds }) => [job.status, seconds]),
    [
      ['failed', null],
      ['cancelled', null],
      ['done', 2.5],
    ],
  );
  assert.deepEqual(ended[0]?.failure, failure);
  tables.jobs.requeue('failed');
  assert.equal(tables.jobs.get('failed')?.failure, null);
  assert.equal(tables.jobs.clearEnded(), 2);
  assert.deepEqual(tables.jobs.ended(10), []);
  assert.equal(tables.jobs.get('done')?.job.status, 'done', 'its row stays');
});

test('models: embedded ones first in the order of the story, and pictures outlive their model', (t) => {
  const tables = openTables(t);
  const model = (id: string, arm: ModelRecord['arm'], embedded: boolean): ModelRecord => ({
    id,
    name: { ja: `${id}の名前`, en: id },
    arm,
    path: `/models/${id}`,
    options: embedded ? {} : { ema: true, parts: { vae: '/vae.ckpt' } },
    embedded,
    tokenizer: 'clip',
    isInpainting: !embedded,
    predictionType: embedded ? 'epsilon' : 'v_prediction',
    parameters: { textEncoder: 1, unet: 2, vae: 3 },
    bytes: 4,
    rewritten: embedded ? null : 'a.safetensors',
    rewrittenBytes: embedded ? 0 : 5,
    sampled: embedded ? null : 'samples',
    precision: 'float16',
    licence: null,
    page: embedded ? null : 'https://hub.example/a/b',
    fingerprint: `fingerprint of ${id}`,
    recommended: settings,
    importedAt: '2026-11-22T13:15:00Z',
  });
  const records = [
    model('mine', 'ja', false),
    model('demo-en', 'en', true),
    model('demo-stage1', 'ja-stage1', true),
    model('demo-ja', 'ja', true),
    // Came with a later version of the studio; what an arm uses unasked stays the plain one.
    { ...model('demo-ja-quick', 'ja', true), importedAt: '2026-12-24T00:00:00Z' },
    { ...model('mine-newer', 'ja', false), importedAt: '2026-12-24T00:00:00Z' },
  ];
  for (const record of records) tables.models.save(record);
  assert.deepEqual(
    tables.models.list().map(({ id }) => id),
    ['demo-ja', 'demo-ja-quick', 'demo-stage1', 'demo-en', 'mine-newer', 'mine'],
  );
  assert.deepEqual(tables.models.byPath('/models/mine'), records[0]);
  assert.equal(tables.models.byFingerprint('fingerprint of mine')?.id, 'mine');

  const recipe = makeRecipe();
  tables.pictures.insert({
    recipe,
    file: 'a.png',
    bytes: 1,
    modelId: 'mine',
    modelNames: [],
    promptId: null,
    comparisonId: null,
    cell: null,
    removedAt: null,
  });
  tables.models.remove('mine');
  const [picture] = tables.pictures.get([recipe.pictureId]);
  assert.equal(picture?.modelId, null);
  assert.equal(picture?.recipe?.model.name, 'Tiny model');
});
