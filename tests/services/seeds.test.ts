import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createLatentNoise } from '../../native-models/random/latent-noise.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { pixelsOf } from '../helpers/kept-picture.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

test(
  'both arms of a seed start from the same noise, other seeds from other noise',
  skipWithoutModels,
  async (t) => {
    const { studio, request } = await openTestStudio(t);
    const pictures = savedPictures(
      await collectEvents(studio.generation.run(request({ count: 2 }))),
    );
    const hashes = pictures.map(({ recipe }) => recipe.noiseHash);
    assert.equal(hashes[0], hashes[1]);
    assert.equal(hashes[2], hashes[3]);
    assert.notEqual(hashes[0], hashes[2]);
    const noise = createLatentNoise([42n], [4, 8, 8])();
    const expected = createHash('sha256').update(new Uint8Array(noise.buffer)).digest('hex');
    assert.equal(hashes[0], expected);
  },
);

test('a picture of a batch equals the same seed printed alone', skipWithoutModels, async (t) => {
  const { studio, ja, request } = await openTestStudio(t);
  const run = async (seed: string, count: number) =>
    savedPictures(await collectEvents(studio.generation.run(request({ arms: [ja], seed, count }))));
  const batch = await run('42', 3);
  const [alone] = await run('44', 1);
  assert.ok(batch[2] !== undefined && alone !== undefined);
  assert.equal(batch[2].recipe.seed, '44');
  assert.deepEqual(await pixelsOf(studio.gallery, batch[2]), await pixelsOf(studio.gallery, alone));
  assert.ok(batch[1] !== undefined);
  assert.notDeepEqual(
    await pixelsOf(studio.gallery, batch[1]),
    await pixelsOf(studio.gallery, alone),
  );
});

test(
  'variations are of one seed, each towards a seed of its own, on all arms alike',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    const run = async (fields: Parameters<typeof request>[0]) =>
      savedPictures(await collectEvents(studio.generation.run(request({ seed: '42', ...fields }))));
    const variation = { seed: '18446744073709551615', strength: 0.25 };
    const varied = await run({ count: 2, variation });
    assert.deepEqual(
      varied.map(({ recipe }) => [recipe.arm, recipe.seed, recipe.variation]),
      [
        ['ja', '42', variation],
        ['en', '42', variation],
        ['ja', '42', { seed: '0', strength: 0.25 }],
        ['en', '42', { seed: '0', strength: 0.25 }],
      ],
    );
    const noises = varied.map(({ recipe }) => recipe.noiseHash);
    assert.equal(noises[0], noises[1]);
    assert.notEqual(noises[0], noises[2]);
    const [again] = await run({ arms: [ja], variation: { seed: '0', strength: 0.25 } });
    assert.equal(again?.recipe.noiseHash, noises[2], 'a variation can be made again alone');
    const [plain] = await run({ arms: [ja] });
    assert.ok(plain && !noises.includes(plain.recipe.noiseHash));
    const [drawn] = await run({ arms: [ja], variation: { strength: 1 } });
    assert.match(drawn?.recipe.variation?.seed ?? '', /^\d+$/);
  },
);

test(
  'the noise of an NVIDIA card is other noise, and the recipe says whose',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    const run = async (noiseSource: 'cpu' | 'gpu') => {
      const events = studio.generation.run(request({ arms: [ja], seed: '42', noiseSource }));
      return savedPictures(await collectEvents(events))[0]?.recipe;
    };
    const [cpu, gpu] = [await run('cpu'), await run('gpu')];
    assert.deepEqual([cpu?.noiseSource, gpu?.noiseSource], ['cpu', 'gpu']);
    assert.notEqual(cpu?.noiseHash, gpu?.noiseHash);
  },
);

test('seeds are exact up to 2⁶⁴−1 and go on from 0 after it', skipWithoutModels, async (t) => {
  const { studio, ja, request } = await openTestStudio(t);
  const seed = '18446744073709551615';
  const events = await collectEvents(
    studio.generation.run(request({ arms: [ja], seed, count: 2 })),
  );
  const seeds = savedPictures(events).map(({ recipe, fileName }) => [
    recipe.seed,
    fileName.includes(`-${recipe.seed}-ja`),
  ]);
  assert.deepEqual(seeds, [
    [seed, true],
    ['0', true],
  ]);
  const { ids } = await studio.gallery.list({ search: seed, arms: [] });
  assert.equal(ids.length, 1);
});

test(
  'what a request leaves open comes from the first model and the dice',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, en } = await openTestStudio(t);
    const events = studio.generation.run({
      arms: [ja, en],
      count: 1,
      promptSyntax: 'weighted',
      noiseSource: 'cpu',
    });
    const { value: queued } = await events.next();
    await events.return();
    assert.ok(queued?.type === 'queued');
    const model = (await studio.models.list()).find(({ id }) => id === ja.modelId);
    const { promptSyntax, ...settings } = queued.job.settings;
    assert.equal(promptSyntax, 'weighted', 'is the request’s own');
    const { promptSyntax: _plain, ...recommended } = model?.recommended ?? queued.job.settings;
    assert.deepEqual(settings, { ...recommended, safetyChecker: true });
    const [seed] = queued.job.seeds;
    assert.ok(seed !== undefined && BigInt(seed) < 2n ** 32n);
  },
);
