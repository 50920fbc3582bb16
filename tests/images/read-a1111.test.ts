import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import { exifOf, jpegWith, pngWith, unicodeComment } from '../helpers/foreign-pictures.ts';
import { userComment, inAllFormats, findsEverywhere } from './finds-everywhere.ts';

test('stable-diffusion-webui: prompt, negative prompt, settings, LoRAs', async () => {
  const text =
    '浮世絵の猫, (桜:1.3) <lora:墨絵:0.8>\n二行目\n' +
    'Negative prompt: 低品質, ぼやけた\n文字\n' +
    'Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 4294967295, ' +
    'Size: 512x768, Model hash: 6ce0161689, Model: "v1-5, pruned: 日本", ' +
    'Lora hashes: "墨絵: aabbcc", Version: v1.9.4';
  await findsEverywhere(await inAllFormats({ parameters: text }, text), {
    program: 'a1111',
    version: 'v1.9.4',
    prompt: '浮世絵の猫, (桜:1.3) <lora:墨絵:0.8>\n二行目',
    negativePrompt: '低品質, ぼやけた\n文字',
    seed: '4294967295',
    steps: 28,
    guidance: 6.5,
    samplerName: 'DPM++ 2M Karras',
    sampler: 'dpmpp-2m-karras',
    width: 512,
    height: 768,
    model: { name: 'v1-5, pruned: 日本', hash: '6ce0161689' },
    loras: [{ name: '墨絵', scale: 0.8 }],
  });
});

test('hires fix: the picture’s size, and that of its first pass', async () => {
  const read = async (second: string) => {
    const line = `Steps: 20, Seed: 1, Size: 512x384, Denoising strength: 0.4, ${second}`;
    return readFoundRecipe(await pngWith({ parameters: `城\n${line}` })).found;
  };
  const first = { width: 512, height: 384, strength: 0.4 };
  for (const [second, width, height, hiresFix] of [
    ['Hires upscale: 2, Hires upscaler: Latent', 1024, 768, first],
    ['Hires resize: 768x576, Hires steps: 10', 768, 576, { ...first, steps: 10 }],
    [
      'Hires resize: 768x576, Hires sampler: Euler a',
      768,
      576,
      { ...first, sampler: 'euler-ancestral' },
    ],
    ['Hires upscale: 1', 512, 384, undefined],
    ['Hires upscale: lots', 512, 384, undefined],
  ] as const) {
    const found = await read(second);
    assert.deepEqual([found?.width, found?.height, found?.hiresFix], [width, height, hiresFix]);
  }
});

test('webui’s comment is read in either byte order, in either kind of block', async () => {
  const text = '夜の城\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512';
  for (const order of ['big', 'little'] as const) {
    for (const littleEndian of [false, true]) {
      const data = unicodeComment(text, order);
      const exif = exifOf([{ tag: userComment, data }], { littleEndian });
      const { found } = readFoundRecipe(await jpegWith(exif));
      assert.deepEqual([found?.prompt, found?.sampler], ['夜の城', 'euler-ancestral'], order);
    }
  }
});

test('UTF-8 in a place meant for Latin-1 is read as what it is', async () => {
  const text = 'Steps in a prompt: 侍\nSteps: 20, Seed: 7';
  const garbled = Buffer.from(text, 'utf8').toString('latin1');
  assert.equal(
    readFoundRecipe(await pngWith({ parameters: garbled })).found?.prompt,
    'Steps in a prompt: 侍',
  );
});

test('a text without a line of settings is no recipe', async () => {
  for (const parameters of ['just a caption', '', 'Steps: many']) {
    assert.deepEqual(readFoundRecipe(await pngWith({ parameters })), { own: null, found: null });
  }
});
