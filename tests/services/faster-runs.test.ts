import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pixelsOf } from '../helpers/kept-picture.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

test('DeepCache changes a picture, and its recipe says so', skipWithoutModels, async (t) => {
  const { studio, ja, request } = await openTestStudio(t);
  const print = async (fields: { deepCache?: number }) => {
    const events = studio.generation.run(request({ arms: [ja], steps: 6, ...fields }));
    const [picture] = savedPictures(await collectEvents(events));
    assert.ok(picture !== undefined);
    return { recipe: picture.recipe, pixels: await pixelsOf(studio.gallery, picture) };
  };
  const exact = await print({});
  const faster = await print({ deepCache: 3 });
  assert.equal(exact.recipe.deepCache, undefined);
  assert.equal(faster.recipe.deepCache, 3);
  assert.ok(!faster.pixels.equals(exact.pixels));
  assert.ok((await print({ deepCache: 3 })).pixels.equals(faster.pixels));
});

test('8-bit integers change a picture, and its recipe says so', skipWithoutModels, async (t) => {
  const { studio, ja, request } = await openTestStudio(t);
  const print = async (fields: { int8?: boolean }) => {
    const events = studio.generation.run(request({ arms: [ja], steps: 3, ...fields }));
    const [picture] = savedPictures(await collectEvents(events));
    assert.ok(picture !== undefined);
    return { recipe: picture.recipe, pixels: await pixelsOf(studio.gallery, picture) };
  };
  const exact = await print({ int8: false });
  const faster = await print({ int8: true });
  assert.deepEqual([exact.recipe.int8, exact.recipe.engine.precision], [undefined, 'float32']);
  assert.deepEqual([faster.recipe.int8, faster.recipe.engine.precision], [true, 'int8']);
  assert.ok(!faster.pixels.equals(exact.pixels));
  // The second time it is calibrated already.
  assert.ok((await print({ int8: true })).pixels.equals(faster.pixels));
  assert.ok((await print({})).pixels.equals(exact.pixels));
});
