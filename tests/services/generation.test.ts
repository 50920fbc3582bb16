import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import { readRecipe } from '../../electron/images/picture-file.ts';
import type { StudioError } from '../../electron/services/studio-error.ts';
import { readDiffusersFolder } from '../../native-models/checkpoints/diffusers-folder.ts';
import { createLatentNoise } from '../../native-models/random/latent-noise.ts';
import { importedBy } from '../helpers/import-model.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { fileOf, pixelsOf } from '../helpers/kept-picture.ts';
import { copyModel, skipWithoutModels, smallModels } from '../helpers/small-models.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

test('a pair is printed, kept with its recipe, and found again', skipWithoutModels, async (t) => {
  const { studio, ja, en, request } = await openTestStudio(t);
  const events = await collectEvents(studio.generation.run(request({ count: 2 })));

  const [queued] = events;
  assert.ok(queued?.type === 'queued');
  assert.deepEqual([queued.ahead, queued.job.seeds], [0, ['42', '43']]);
  assert.deepEqual([queued.job.settings.width, queued.job.settings.steps], [64, 2]);
  const cells = events.flatMap((event) => (event.type === 'saved' ? [event.cell] : []));
  assert.deepEqual(
    cells,
    [0, 1].flatMap((seed) => [0, 1].map((arm) => ({ arm, seed }))),
    'seed by seed, so that a pair appears together',
  );
  const steps = events.filter((event) => event.type === 'step');
  assert.equal(steps.length, 8);
  assert.deepEqual(
    steps.slice(0, 2).map(({ step, steps: all }) => [step, all]),
    [
      [1, 2],
      [2, 2],
    ],
  );
  assert.ok(steps.every(({ preview }) => preview?.startsWith('data:image/webp;base64,') === true));
  const last = events.at(-1);
  assert.ok(last?.type === 'done' && last.seconds > 0 && last.secondsPerStep > 0);

  const pictures = savedPictures(events);
  const { ids } = await studio.gallery.list({ search: 'さらりーまん', arms: [] });
  assert.deepEqual(
    ids,
    pictures
      .filter(({ arm }) => arm === 'ja')
      .map(({ id }) => id)
      .toReversed(),
  );
  for (const picture of pictures) {
    const file = fileOf(studio.gallery, picture.id);
    assert.deepEqual(readRecipe(readFileSync(file)), picture.recipe);
    const { width, height, format } = await sharp(file).metadata();
    assert.deepEqual([width, height, format], [64, 64, 'png']);
    assert.equal(readFileSync(file).length, picture.bytes);
    assert.equal(studio.gallery.locate(picture.id, 'thumbnail')?.mime, 'image/webp');
  }

  const [comparison] = await studio.comparisons.list({ limit: 5 });
  assert.deepEqual(comparison?.arms, [ja, en]);
  assert.deepEqual(comparison.pictures, [
    [pictures[0]?.id, pictures[1]?.id],
    [pictures[2]?.id, pictures[3]?.id],
  ]);
  assert.deepEqual(await studio.comparisons.get({ id: comparison.id }), comparison);
  const [prompt] = await studio.prompts.list({
    search: 'ビジネス',
    favourite: false,
    limit: 5,
    offset: 0,
  });
  assert.equal(prompt, undefined);
  const [entry] = await studio.prompts.list({
    search: 'businessman',
    favourite: false,
    limit: 5,
    offset: 0,
  });
  assert.deepEqual([entry?.seed, entry?.count, entry?.uses], ['42', 2, 1]);
  assert.deepEqual(entry?.pictureIds, pictures.map(({ id }) => id).toReversed());
});

test(
  'a LoRA changes its arm, stands in the recipe, and leaves the model',
  skipWithoutModels,
  async (t) => {
    const { studio, en, request } = await openTestStudio(t);
    const file = await writeLora(smallModels?.en ?? '', temporaryFolder());
    const print = async (loras?: Arm['loras']) => {
      const events = studio.generation.run(request({ arms: [{ ...en, ...(loras && { loras }) }] }));
      const [picture] = savedPictures(await collectEvents(events));
      assert.ok(picture !== undefined);
      return { picture, pixels: await pixelsOf(studio.gallery, picture) };
    };
    const plain = await print();
    const weak = await print([{ file, scale: 0.1 }]);
    const strong = await print([{ file, scale: 1 }]);
    const again = await print();
    assert.notDeepEqual(weak.pixels, plain.pixels);
    assert.notDeepEqual(strong.pixels, weak.pixels);
    assert.deepEqual(again.pixels, plain.pixels);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    assert.deepEqual(weak.picture.recipe.loras, [{ name: '墨 絵', sha256, scale: 0.1 }]);
    assert.equal(plain.picture.recipe.loras, undefined);
    const saved = readFileSync(fileOf(studio.gallery, weak.picture.id));
    assert.ok(saved.includes('<lora:墨 絵:0.1>'));
    assert.ok(!saved.includes(file), 'the path is nobody else’s business');
  },
);

test(
  'of a picture that is not compared only so many previews are drawn as somebody can see',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    const steps = 40;
    const begun = performance.now();
    const events = await collectEvents(studio.generation.run(request({ arms: [ja], steps })));
    const tenths = (performance.now() - begun) / 100;
    const told = events.filter((event) => event.type === 'step');
    assert.equal(told.length, steps);
    const shown = told.filter(({ preview }) => preview !== null).map(({ step }) => step);
    assert.deepEqual([shown[0], shown.at(-1)], [1, steps]);
    assert.ok(shown.length <= 2 + tenths, `${shown.length} in ${tenths} tenths of a second`);
  },
);

test('a LoRA that cannot be used fails the job, not the studio', skipWithoutModels, async (t) => {
  const { studio, en, request } = await openTestStudio(t);
  const run = (file: string) =>
    collectEvents(
      studio.generation.run(request({ arms: [{ ...en, loras: [{ file, scale: 1 }] }] })),
    );
  const none = join(temporaryFolder(), 'none.safetensors');
  await assert.rejects(run(none), (error: StudioError) => {
    assert.equal(error.code, 'MODEL_UNREADABLE');
    assert.match(error.message, /none\.safetensors cannot be read: ENOENT/);
    return true;
  });
  const other = await writeTo(
    temporaryFolder(),
    'other.safetensors',
    encodeSafetensors([{ name: 'x', dtype: 'F32', shape: [1] }]),
  );
  await assert.rejects(run(other), (error: StudioError) => {
    assert.equal(error.code, 'MODEL_UNREADABLE');
    assert.ok(error.message.includes(other));
    return true;
  });
  assert.equal(savedPictures(await collectEvents(studio.generation.run(request()))).length, 2);
});

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

test('a job for an unknown model is refused and leaves no trace', skipWithoutModels, async (t) => {
  const { studio, ja, request } = await openTestStudio(t);
  await assert.rejects(
    collectEvents(studio.generation.run(request({ arms: [{ ...ja, modelId: 'gone' }] }))),
    { code: 'MODEL_NOT_FOUND', data: { modelId: 'gone' } },
  );
  assert.deepEqual(
    await studio.prompts.list({ search: '', favourite: false, limit: 5, offset: 0 }),
    [],
  );
  assert.deepEqual(await studio.generation.active(), []);
});

test(
  'a model that was removed while it printed leaves its pictures',
  skipWithoutModels,
  async (t) => {
    const { studio, en, request } = await openTestStudio(t);
    assert.ok(smallModels !== null);
    const folder = copyModel(smallModels.en, join(temporaryFolder(), 'model'));
    const { id } = await importedBy(studio.models.import({ path: folder }));
    let removed = false;
    const events = await collectEvents(
      studio.generation.run(request({ arms: [{ ...en, modelId: id }] })),
      async (event) => {
        if (event.type !== 'step' || removed) return;
        removed = true;
        await studio.models.remove({ id });
      },
    );
    const [picture] = savedPictures(events);
    assert.equal(picture?.modelId, null);
    assert.ok((picture?.recipe.model.name ?? '') !== '');
  },
);

test(
  'a prompt of 8 000 characters with emoji and unknown words prints',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    const prompt = '檸檬🍋と麵、'.repeat(1000).slice(0, 8000);
    const events = await collectEvents(
      studio.generation.run(request({ arms: [{ ...ja, prompt }] })),
    );
    assert.equal(savedPictures(events)[0]?.recipe.prompt, prompt);
  },
);

test(
  'every arm of four prints, and the same arms printed again renew their entry in the history',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, en, request } = await openTestStudio(t);
    const arms = [
      ja,
      en,
      { ...en, kind: 'en-raw' as const, prompt: ja.prompt },
      { ...ja, kind: 'ja-stage1' as const },
    ];
    const events: GenerationEvent[] = [];
    for (let i = 0; i < 2; i++) {
      events.push(...(await collectEvents(studio.generation.run(request({ arms, steps: 1 })))));
    }
    assert.deepEqual(
      savedPictures(events).map(({ arm }) => arm),
      ['ja', 'en', 'en-raw', 'ja-stage1', 'ja', 'en', 'en-raw', 'ja-stage1'],
    );
    const entries = await studio.prompts.list({
      search: '',
      favourite: false,
      limit: 5,
      offset: 0,
    });
    assert.deepEqual(
      entries.map(({ uses, pictureIds }) => [uses, pictureIds.length]),
      [[2, 8]],
    );
  },
);

/** A LoRA of rank 1 for the first convolution of a model's UNet. Returns its path. */
async function writeLora(model: string, folder: string): Promise<string> {
  const { unet } = await readDiffusersFolder(model);
  const [outputs = 0, ...inputs] = unet.tensors.get('conv_in.weight')?.shape ?? [];
  const tensor = (name: string, shape: readonly number[]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from({ length }, (_, place) => Math.cos(place));
    return { name, dtype: 'F32', shape, data: Buffer.from(data.buffer) } as const;
  };
  const tensors = [
    tensor('lora_unet_conv_in.lora_down.weight', [1, ...inputs]),
    tensor('lora_unet_conv_in.lora_up.weight', [outputs, 1, 1, 1]),
  ];
  return await writeTo(folder, '墨 絵.safetensors', encodeSafetensors(tensors));
}
