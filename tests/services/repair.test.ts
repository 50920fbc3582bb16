import assert from 'node:assert/strict';
import {
  closeSync,
  cpSync,
  existsSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { backUpDatabase } from '../../electron/database/back-up-database.ts';
import { createId } from '../../electron/database/create-id.ts';
import { createTables } from '../../electron/database/tables.ts';
import { openDataFolder } from '../../electron/services/data-folder.ts';
import { createPictureStore } from '../../electron/services/picture-store.ts';
import { openStudio } from '../../electron/services/studio.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A gallery of pictures with files of their own, of which every fourth is in the trash and every third is rated. */
const pictureCount = 48;
const isRemoved = (number: number) => number % 4 === 0;
const isRated = (number: number) => number % 3 === 0;

const template = join(temporaryFolder(), 'data');
const recipes: Recipe[] = [];

before(async () => {
  const now = new Date('2026-11-22T13:15:00Z');
  const data = openDataFolder(template, now);
  const tables = createTables(data.database);
  const store = createPictureStore(tables, data.folders, () => now);
  tables.boards.insert({ id: 'wall', name: '壁', createdAt: now.toISOString() });
  for (let number = 0; number < pictureCount; number++) {
    const recipe = makeRecipe({
      pictureId: createId(now),
      prompt: `猫 ${number} `.repeat(20),
      seed: String(number),
      jobId: `job${number >> 2}`,
    });
    recipes.push(recipe);
    const rgb = new Uint8Array(64 * 64 * 3).fill(number);
    await store.save({
      image: { width: 64, height: 64, rgb },
      recipe,
      modelId: 'gone',
      modelNames: ['見本'],
      promptId: null,
      cell: { arm: 0, seed: 0 },
    });
    if (isRated(number))
      tables.marks.change([recipe.pictureId], { rating: 4, addTags: ['夜'], addBoards: ['wall'] });
    if (isRemoved(number)) await store.remove(recipe.pictureId);
  }
  const { database } = data;
  await backUpDatabase(database, join(template, 'nishiki.db'), now, new AbortController().signal);
  data.release();
});

async function openOn(data: string): Promise<{ studio: Studio; problems: string[] }> {
  const problems: string[] = [];
  const studio = await openStudio({
    paths: { data, resources },
    spawnWorker: () => {
      throw new Error('Nothing is printed here.');
    },
    appVersion: '0.0.0-test',
    onProblem: (message) => problems.push(message),
  });
  return { studio, problems };
}

/** Every picture is there, in its place, with its recipe and its file. */
async function expectEverything(studio: Studio, what: string): Promise<void> {
  for (const removed of [false, true]) {
    const expected = recipes.filter((_, number) => isRemoved(number) === removed);
    const { ids } = await studio.gallery.list({ removed, order: 'oldest' });
    const wanted = expected.map(({ pictureId }) => pictureId).toSorted();
    assert.deepEqual(ids, wanted, `${what}: ${removed ? 'trash' : 'gallery'}`);
    const pictures = await studio.gallery.get({ ids, removed });
    const found = new Map(pictures.map((picture) => [picture.id, picture.recipe]));
    for (const recipe of expected) {
      assert.deepEqual(found.get(recipe.pictureId), recipe, what);
      assert.ok(studio.gallery.locate(recipe.pictureId, 'full') !== null, what);
    }
  }
}

/** 0 … 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const damages: Record<string, (file: string, random: () => number) => void> = {
  'bytes here and there': (file, random) => {
    const { size } = statSync(file);
    const handle = openSync(file, 'r+');
    for (let count = 1 + Math.floor(random() * 40); count > 0; count--) {
      writeSync(handle, Uint8Array.of(random() * 256), 0, 1, Math.floor(random() * size));
    }
    closeSync(handle);
  },
  'pages of zeros': (file, random) => {
    const pages = Math.floor(statSync(file).size / 4096);
    const handle = openSync(file, 'r+');
    for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
      writeSync(handle, new Uint8Array(4096), 0, 4096, Math.floor(random() * pages) * 4096);
    }
    closeSync(handle);
  },
  'pages of one another': (file, random) => {
    const pages = Math.floor(statSync(file).size / 4096);
    const bytes = readFileSync(file);
    const [from, to] = [random(), random()].map((share) => Math.floor(share * pages) * 4096);
    bytes.copyWithin(to ?? 0, from ?? 0, (from ?? 0) + 4096);
    writeFileSync(file, bytes);
  },
  'an early end': (file, random) => {
    const handle = openSync(file, 'r+');
    ftruncateSync(handle, Math.floor(random() * statSync(file).size));
    closeSync(handle);
  },
};

for (const [name, damage] of Object.entries(damages)) {
  test(`${name}: whatever is damaged, no picture is lost`, async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const data = join(temporaryFolder(), 'data');
      cpSync(template, data, { recursive: true });
      damage(join(data, 'nishiki.db'), createRandom(seed * 7919));
      const what = `${name}, seed ${seed}`;
      const first = await openOn(data);
      await expectEverything(first.studio, what);
      const { repairedFrom } = (await first.studio.system.info()).health;
      if (repairedFrom !== null) {
        assert.ok(existsSync(repairedFrom), what);
        assert.match(first.problems.join('\n'), /damaged and has been made anew/);
      }
      await first.studio.close();
      const second = await openOn(data);
      await expectEverything(second.studio, `${what}, opened again`);
      assert.equal((await second.studio.system.info()).health.repairedFrom, null, what);
      await second.studio.close();
      rmSync(data, { recursive: true });
    }
  });
}

test('where nothing of the database can be read, ratings and tags come from its daily copy', async () => {
  const data = join(temporaryFolder(), 'data');
  cpSync(template, data, { recursive: true });
  writeFileSync(join(data, 'nishiki.db'), 'not a database at all '.repeat(1000));
  const { studio } = await openOn(data);
  await expectEverything(studio, 'no database');
  const rated = recipes.filter((_, number) => isRated(number) && !isRemoved(number));
  const { ids } = await studio.gallery.list({ minRating: 4, tags: ['夜'], order: 'oldest' });
  assert.deepEqual(ids, rated.map(({ pictureId }) => pictureId).toSorted());
  assert.equal((await studio.organise.boards.list())[0]?.count, ids.length);
  const [kept] = readdirSync(join(data, 'damaged'));
  assert.match(kept ?? '', /^nishiki-.*\.db$/);
  await studio.close();
});

test('a file that lost its content is no new gallery', async () => {
  const data = join(temporaryFolder(), 'data');
  cpSync(template, data, { recursive: true });
  writeFileSync(join(data, 'nishiki.db'), '');
  const { studio } = await openOn(data);
  await expectEverything(studio, 'emptied');
  assert.ok((await studio.gallery.list({ minRating: 4 })).ids.length > 0);
  await studio.close();
});
