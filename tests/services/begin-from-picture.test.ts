import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { initImageSchema, sizeLike } from '../../electron/api/contract/init-image.ts';
import type { InitImageInput } from '../../electron/api/contract/init-image.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { pixelsOf } from '../helpers/kept-picture.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

/** A picture with something in every part of it. */
async function addGradient(studio: Studio, width: number, height: number): Promise<string> {
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, k) => {
    const [x, y] = [Math.floor(k / 3) % width, Math.floor(k / 3 / width)];
    return [(255 * x) / width, (255 * y) / height, 128][k % 3]!;
  });
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return (await studio.inputs.add({ file: new Blob([new Uint8Array(png)]) })).id;
}

async function addMask(studio: Studio, side: number): Promise<string> {
  const data = Uint8Array.from({ length: side * side }, (_, k) => (k % side < side / 2 ? 255 : 0));
  const png = await sharp(data, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toBuffer();
  return (await studio.inputs.add({ file: new Blob([new Uint8Array(png)]) })).id;
}

const begin = (fields: InitImageInput) => initImageSchema.parse(fields);

test(
  'a picture begins from another, and its recipe says from which',
  skipWithoutModels,
  async (t) => {
    const { studio, request, ja } = await openTestStudio(t);
    const image = await addGradient(studio, 64, 64);
    const print = async (strength: number) => {
      const events = studio.generation.run(
        request({ arms: [ja], steps: 4, initImage: begin({ image, strength }) }),
      );
      return savedPictures(await collectEvents(events))[0];
    };
    const gentle = await print(0.3);
    const strong = await print(1);
    assert.deepEqual(gentle?.recipe.initImage, begin({ image, strength: 0.3 }));
    assert.notDeepEqual(
      await pixelsOf(studio.gallery, gentle),
      await pixelsOf(studio.gallery, strong),
    );
  },
);

test('outside the mask no pixel changes; inside they do', skipWithoutModels, async (t) => {
  const { studio, request, ja } = await openTestStudio(t);
  const image = await addGradient(studio, 64, 64);
  const initImage = begin({ image, mask: await addMask(studio, 64), strength: 1 });
  const events = await collectEvents(studio.generation.run(request({ arms: [ja], initImage })));
  const painted = await pixelsOf(studio.gallery, savedPictures(events)[0]);
  const original = await sharp(studio.inputs.require(image)).raw().toBuffer();
  let inside = 0;
  for (let k = 0; k < painted.length; k++) {
    const isPainted = Math.floor(k / 3) % 64 < 32;
    if (!isPainted) assert.equal(painted[k], original[k], `value ${k}`);
    else if (painted[k] !== original[k]) inside += 1;
  }
  assert.ok(inside > painted.length / 4, `${inside} values were painted`);
});

test(
  'without a size the run is like the picture, and grows by its margins',
  skipWithoutModels,
  async (t) => {
    const { studio, request, ja } = await openTestStudio(t);
    const image = await addGradient(studio, 96, 64);
    const models = await studio.models.list();
    const native = models.find(({ id }) => id === ja.modelId)?.recommended;
    assert.ok(native !== undefined);
    const sizeOf = async (initImage: InitImageInput) => {
      const { width: _width, height: _height, ...open } = request({ arms: [ja] });
      const events = studio.generation.run({ ...open, initImage: begin(initImage) });
      const { value: queued } = await events.next();
      await events.return();
      assert.ok(queued?.type === 'queued');
      const { width, height } = queued.job.settings;
      return { width, height };
    };
    const like = sizeLike({ width: 96, height: 64 }, native);
    assert.deepEqual(await sizeOf({ image }), like);
    const margins = { left: 16, top: 0, right: 8, bottom: 32 };
    const grown = { width: like.width + 24, height: like.height + 32 };
    assert.deepEqual(await sizeOf({ image, margins }), grown);
  },
);

const native = { width: 512, height: 512 };
const sizes: [string, { width: number; height: number }, { width: number; height: number }][] = [
  ['a square', { width: 3000, height: 3000 }, { width: 512, height: 512 }],
  ['a photograph', { width: 6000, height: 4000 }, { width: 624, height: 416 }],
  ['a scroll', { width: 100, height: 4000 }, { width: 80, height: 2048 }],
  ['one pixel', { width: 1, height: 1 }, { width: 512, height: 512 }],
];

for (const [what, picture, size] of sizes) {
  test(`${what} gives a run of ${size.width} × ${size.height} to a model of 512 × 512`, () => {
    assert.deepEqual(sizeLike(picture, native), size);
  });
}

test('outpainting keeps the picture in its middle', skipWithoutModels, async (t) => {
  const { studio, request, ja } = await openTestStudio(t);
  const image = await addGradient(studio, 64, 64);
  const initImage = begin({
    image,
    margins: { left: 64, right: 0, top: 0, bottom: 0 },
    strength: 1,
  });
  const events = studio.generation.run(request({ arms: [ja], width: 128, initImage }));
  const painted = await pixelsOf(studio.gallery, savedPictures(await collectEvents(events))[0]);
  const original = await sharp(studio.inputs.require(image)).raw().toBuffer();
  for (let y = 0; y < 64; y++) {
    const last = painted.subarray(3 * (128 * y + 127), 3 * (128 * y + 128));
    assert.deepEqual(
      [...last],
      [...original.subarray(3 * (64 * y + 63), 3 * (64 * y + 64))],
      `row ${y}`,
    );
  }
});

test('an input that is gone stops the job before it is queued', skipWithoutModels, async (t) => {
  const { studio, request } = await openTestStudio(t);
  const image = await addGradient(studio, 64, 64);
  const missing = '0'.repeat(64);
  for (const initImage of [begin({ image: missing }), begin({ image, mask: missing })]) {
    await assert.rejects(collectEvents(studio.generation.run(request({ initImage }))), {
      code: 'INPUT_NOT_FOUND',
      data: { inputId: missing },
    });
  }
  assert.deepEqual(await studio.comparisons.list({ limit: 5 }), []);
});

test(
  'each seed settles its own choice; the recipe keeps the words as written too',
  skipWithoutModels,
  async (t) => {
    const { studio, request, ja } = await openTestStudio(t);
    const template = { prompt: '{桜|紅葉|雪}の寺', negativePrompt: '' };
    const events = studio.generation.run(
      request({ arms: [{ ...ja, ...template }], count: 6, steps: 1 }),
    );
    const recipes = savedPictures(await collectEvents(events)).map(({ recipe }) => recipe);
    assert.ok(recipes.every((recipe) => /^(桜|紅葉|雪)の寺$/.test(recipe.prompt)));
    assert.ok(new Set(recipes.map(({ prompt }) => prompt)).size > 1);
    assert.deepEqual(recipes[0]?.template, template);
  },
);

test(
  'weights reach the picture, full-width ones too; plain prompts do not know them',
  skipWithoutModels,
  async (t) => {
    const { studio, request, ja } = await openTestStudio(t);
    const print = async (prompt: string, promptSyntax: 'weighted' | 'plain') => {
      const events = studio.generation.run(request({ arms: [{ ...ja, prompt }], promptSyntax }));
      return await pixelsOf(studio.gallery, savedPictures(await collectEvents(events))[0]);
    };
    const bare = await print('猫と桜', 'weighted');
    assert.deepEqual(await print('猫と桜', 'plain'), bare, 'without signs both read the same');
    const ascii = await print('(猫:1.5)と桜', 'weighted');
    assert.notDeepEqual(ascii, bare);
    assert.deepEqual(await print('（猫：１．５）と桜', 'weighted'), ascii);
    assert.notDeepEqual(await print('(猫:1.5)と桜', 'plain'), ascii);
  },
);
