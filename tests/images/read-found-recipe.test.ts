import assert from 'node:assert/strict';
import sharp from 'sharp';
import { test } from 'node:test';
import { encodePicture } from '../../electron/images/picture-file.ts';
import { addMetadata } from '../../electron/images/picture-metadata.ts';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import { pngWith, side } from '../helpers/foreign-pictures.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { nothing } from './finds-everywhere.ts';

const image = { width: side, height: side, rgb: new Uint8Array(side * side * 3).fill(90) };

const own = makeRecipe({
  prompt: '侍と👩🏽‍🚀、𠮷野家の夜 — «naïve» <b>&amp;\n改行と"引用符"\\',
  negativePrompt: 'ぼやけた　🐈‍⬛',
  seed: '18446744073709551615',
  model: { name: '日本語版デモ', fingerprint: 'abc' },
});

test('the studio’s own recipe comes back whole out of PNG, JPEG and WebP', async () => {
  const metadata = { recipe: own, appVersion: '0.1.0' };
  const raw = sharp(image.rgb, { raw: { width: side, height: side, channels: 3 } });
  const files = {
    PNG: await encodePicture(image, own),
    JPEG: addMetadata(await raw.clone().jpeg().toBuffer(), 'jpeg', metadata, image),
    WebP: addMetadata(await raw.clone().webp().toBuffer(), 'webp', metadata, image),
    'lossless WebP': addMetadata(
      await raw.clone().webp({ lossless: true }).toBuffer(),
      'webp',
      metadata,
      image,
    ),
  };
  for (const [format, file] of Object.entries(files)) {
    const read = readFoundRecipe(file);
    assert.deepEqual(read.own, own, format);
    assert.deepEqual(
      [read.found?.program, read.found?.prompt, read.found?.seed, read.found?.sampler],
      ['nishiki', own.prompt, own.seed, own.sampler],
      format,
    );
    const { width, height } = await sharp(file).metadata();
    assert.deepEqual([width, height], [side, side], format);
  }
});

test('of a later version’s recipe the text for other programs is still read', async () => {
  const file = await pngWith({
    nishiki: JSON.stringify({ ...own, schema: 99 }),
    parameters:
      '猫\nSteps: 9, Sampler: LMS, CFG scale: 7.5, Seed: 3, Size: 64x64, Version: Nishiki',
  });
  const { own: whole, found } = readFoundRecipe(file);
  assert.equal(whole, null);
  assert.deepEqual([found?.prompt, found?.steps, found?.seed], ['猫', 9, '3']);
});

test('values that no picture can have count as not said', async () => {
  const settings = {
    positive_prompt: 7,
    seed: -1,
    steps: 'many',
    cfg_scale: -3,
    width: 0.5,
    height: null,
    model: 'a name',
    loras: [{ weight: 1 }, 'x'],
  };
  const file = await pngWith({ invokeai_metadata: JSON.stringify(settings) });
  assert.deepEqual(readFoundRecipe(file).found, { ...nothing, program: 'invokeai' });
});
