import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import { createComparisonsService } from '../../electron/services/comparisons.ts';
import type { ComparisonsOptions } from '../../electron/services/comparisons.ts';
import { findObstacle, findParting } from '../../electron/services/measure-difference.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const grey = (value: number) => ({ width: 2, height: 2, rgb: new Uint8Array(12).fill(value) });
const previews = (values: number[]) =>
  values.map((value, index) => ({ step: index + 1, image: grey(value) }));

test('two pictures part where they stay at least half as far apart as at the end', () => {
  const still = previews([0, 0, 0, 0, 0]);
  assert.deepEqual(findParting(previews([0, 60, 10, 50, 100]), still), {
    steps: [1, 2, 3, 4, 5],
    curve: [0, 60, 10, 50, 100],
    step: 4,
  });
  assert.equal(findParting(previews([80, 90, 100, 100, 100]), still)?.step, 1);
  assert.equal(findParting(still, still)?.step, null, 'equal at the end');
  assert.equal(findParting([], still), null, 'no step in common');
});

test('pictures that cannot be measured against each other are told apart by why', () => {
  const square = (side: number) => ({ width: side, height: side });
  assert.equal(findObstacle(square(64), square(64)), null);
  assert.equal(findObstacle(square(2048), square(2048)), null);
  assert.equal(findObstacle(square(64), { width: 64, height: 72 }), 'sizes-differ');
  assert.equal(findObstacle(square(10), square(10)), 'too-small');
  assert.equal(findObstacle(square(2056), square(2056)), 'too-large');
  assert.equal(findObstacle(null, square(64)), 'unreadable');
});

test('what was measured is told also where it cannot be kept', async () => {
  const folder = temporaryFolder();
  const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: '#777' } });
  const path = join(folder, 'picture.png');
  await picture.png().toFile(path);
  const database = openDatabase(join(folder, 'nishiki.db'));
  const tables = createTables(database);
  database.close();
  const recipe = { width: 64, height: 64 };
  const pictures = { ...tables.pictures, get: () => ['a', 'b'].map((id) => ({ id, recipe })) };
  const problems: string[] = [];
  const comparisons = createComparisonsService({
    tables: {
      ...tables,
      pictures: pictures as unknown as ComparisonsOptions['tables']['pictures'],
      differences: { ...tables.differences, get: () => null },
    },
    store: { locate: () => path },
    previewSheets: { decode: async () => null, read: async () => null },
    onProblem: (message) => problems.push(message),
  });
  const [pair] = await comparisons.measurePictures({ pictureIds: ['a', 'b'] });
  assert.deepEqual([pair?.reason, pair?.difference?.meanAbsolute], [null, 0]);
  assert.match(problems.join(), /could not be kept/);
});

test(
  'three arms of chosen seeds begin from the same noise, are measured once, and keep their previews',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, en, request, data, problems } = await openTestStudio(t);
    const raw = { ...en, kind: 'en-raw', prompt: ja.prompt } as const;
    const events = await collectEvents(
      studio.generation.run(
        request({ arms: [ja, en, raw], seeds: ['42', '7'], steps: 3, origin: undefined }),
      ),
    );
    const pictures = savedPictures(events);
    const [comparison] = await studio.comparisons.list({ limit: 1 });
    assert.ok(comparison);
    assert.deepEqual(comparison.seeds, ['42', '7']);
    for (const row of comparison.pictures) {
      const noises = row.map((id) => pictures.find((p) => p.id === id)?.recipe.noiseHash);
      assert.equal(noises.length, 3);
      assert.equal(new Set(noises).size, 1);
    }

    const differences = await studio.comparisons.measure({ id: comparison.id, seed: 1 });
    assert.deepEqual(
      differences.map(({ first, second }) => [first, second]),
      [
        [0, 1],
        [0, 2],
        [1, 2],
      ],
    );
    for (const difference of differences) {
      assert.ok(difference.meanAbsolute > 0);
      assert.ok(difference.ssim < 1);
      assert.deepEqual(difference.parting?.steps, [1, 2, 3]);
    }
    const sheets = await studio.comparisons.previews({ id: comparison.id, seed: 1 });
    assert.deepEqual(
      sheets.map(({ pictureId }) => pictureId),
      comparison.pictures[1],
    );
    assert.deepEqual([sheets[0]?.steps, sheets[0]?.columns], [[1, 2, 3], 3]);

    // Pictures that are not arms of one seed: chosen freely.
    const [[one], [two]] = comparison.pictures as [[string], [string]];
    const [free, unknown] = [
      await studio.comparisons.measurePictures({ pictureIds: [one, two] }),
      await studio.comparisons.measurePictures({ pictureIds: [one, 'nowhere'] }),
    ];
    assert.deepEqual(
      free.map(({ first, second, reason }) => [first, second, reason]),
      [[0, 1, null]],
    );
    assert.ok((free[0]?.difference?.meanAbsolute ?? 0) > 0);
    assert.deepEqual(unknown, [{ first: 0, second: 1, difference: null, reason: 'unreadable' }]);
    const pairs = await studio.comparisons.measurePictures({
      pictureIds: comparison.pictures[1]?.filter((id) => id !== null) ?? [],
    });
    assert.deepEqual(
      pairs.map(({ difference }) => difference),
      differences.map(({ first: _first, second: _second, ...figures }) => figures),
      'the same figures as of the comparison',
    );

    const [ruined = '', ...whole] = comparison.pictures[0]?.filter((id) => id !== null) ?? [];
    writeFileSync(studio.gallery.locate(ruined, 'full')?.path ?? '', 'no picture');
    const rest = await studio.comparisons.measurePictures({ pictureIds: [ruined, ...whole] });
    assert.deepEqual(
      rest.map(({ reason }) => reason),
      ['unreadable', 'unreadable', null],
      'one that cannot be read keeps the others from nothing',
    );
    const measured = await studio.comparisons.measure({ id: comparison.id, seed: 0 });
    assert.deepEqual(
      measured.map(({ first, second }) => [first, second]),
      [[1, 2]],
    );
    assert.match(problems.join(), new RegExp(`The file of picture ${ruined} cannot be read`));

    rmSync(join(data, 'pictures'), { recursive: true });
    const again = await studio.comparisons.measure({ id: comparison.id, seed: 1 });
    assert.deepEqual(again, differences, 'what was measured is kept');
    assert.deepEqual(
      await studio.comparisons.measure({ id: comparison.id, seed: 0 }),
      measured,
      'nothing more is said of pictures whose files are gone',
    );
  },
);
