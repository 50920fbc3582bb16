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
    noiseSource: 'gpu',
    clipSkip: 0,
    width: 512,
    height: 768,
    model: { name: 'v1-5, pruned: 日本', hash: '6ce0161689' },
    loras: [{ name: '墨絵', scale: 0.8 }],
  });
});

test('what webui leaves out is what it does as it comes; of those that write as it does, nothing is known', async () => {
  const read = async (line: string) => {
    const parameters = `城\nSteps: 20, Seed: 1, ${line}`;
    const { found } = readFoundRecipe(await pngWith({ parameters }));
    return [found?.sampler, found?.noiseSource, found?.clipSkip];
  };
  for (const [line, ...expected] of [
    ['Sampler: Euler a, Version: v1.6.0', 'euler-ancestral-linspace', 'gpu', 0],
    ['Sampler: DPM++ 2M, Version: v1.6.0', 'dpmpp-2m-linspace', 'gpu', 0],
    [
      'Sampler: DPM++ 2M SDE, Schedule type: Automatic, Version: v1.10.1',
      'dpmpp-2m-sde-exponential',
      'gpu',
      0,
    ],
    ['Sampler: DPM++ 2M, Schedule type: Automatic, Version: v1.9.4', 'dpmpp-2m-karras', 'gpu', 0],
    ['Sampler: DPM++ SDE, Schedule type: Automatic, Version: v1.9.4', 'dpmpp-sde-karras', 'gpu', 0],
    [
      'Sampler: DPM++ 3M SDE, Schedule type: Automatic, Version: v1.9.4',
      'dpmpp-3m-sde-exponential',
      'gpu',
      0,
    ],
    ['Sampler: DPM++ 2S a, Version: v1.6.0', 'dpmpp-2s-ancestral-linspace', 'gpu', 0],
    [
      'Sampler: Euler, Schedule type: Automatic, Version: f2.0.1v1.10.1',
      'euler-linspace',
      'gpu',
      0,
    ],
    ['Sampler: Euler, Schedule type: Exponential, Version: v1.9.4', 'euler-exponential', 'gpu', 0],
    ['Sampler: UniPC, Version: v1.6.0', 'unipc', 'gpu', 0],
    ['Sampler: DDIM, RNG: CPU, Clip skip: 2, Version: v1.6.0', 'ddim-leading', 'cpu', 1],
    ['Sampler: Euler a, Clip skip: 2', 'euler-ancestral', undefined, 1],
    ['Sampler: Euler a, Version: ComfyUI', 'euler-ancestral', undefined, undefined],
    ['Sampler: Euler Karras, RNG: NV, Version: Nishiki', 'euler-karras', 'gpu', undefined],
    [
      'Sampler: Euler a, Clip skip: many, Version: v1.6.0',
      'euler-ancestral-linspace',
      'gpu',
      undefined,
    ],
  ] as const) {
    assert.deepEqual(await read(line), expected, line);
  }
});

test('a variation is read as webui writes it', async () => {
  const read = async (line: string) =>
    readFoundRecipe(await pngWith({ parameters: `城\nSteps: 20, Seed: 1, ${line}` })).found
      ?.variation;
  assert.deepEqual(await read('Variation seed: 77, Variation seed strength: 0.25'), {
    seed: '77',
    strength: 0.25,
  });
  assert.equal(await read('Variation seed: 77, Variation seed strength: 0'), undefined);
  assert.equal(await read('Variation seed strength: 0.2'), undefined);
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
