import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import { exifOf, jpegWith, pngWith, webpWith } from '../helpers/foreign-pictures.ts';
import { userComment, findsEverywhere } from './finds-everywhere.ts';

const software = 0x0131;

test('Fooocus: its own scheme, in a PNG and in the tags of JPEG and WebP', async () => {
  const settings = JSON.stringify({
    prompt: '水墨画の龍',
    negative_prompt: '色',
    styles: "['Fooocus V2']",
    performance: 'Speed',
    steps: 30,
    resolution: '(1152, 896)',
    guidance_scale: 4,
    base_model: 'juggernautXL_v8',
    base_model_hash: 'aeb7e9e689',
    loras: [['sumi-e', 0.3, 'ffff']],
    sampler: 'dpmpp_2m_sde_gpu',
    scheduler: 'karras',
    seed: '8462812',
    version: 'Fooocus v2.5.5',
  });
  // Python writes JSON in ASCII.
  const ascii = settings.replaceAll(/[^\x20-\x7e]/g, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  const exif = exifOf(
    [
      { tag: software, type: 2, data: Buffer.from('Fooocus v2.5.5\0') },
      { tag: userComment, type: 2, data: Buffer.from(`${ascii}\0`) },
    ],
    { inFirst: true, littleEndian: true },
  );
  const files = {
    PNG: await pngWith({ parameters: settings, fooocus_scheme: 'fooocus' }),
    JPEG: await jpegWith(exif),
    WebP: await webpWith(exif),
  };
  await findsEverywhere(files, {
    program: 'fooocus',
    version: 'Fooocus v2.5.5',
    prompt: '水墨画の龍',
    negativePrompt: '色',
    seed: '8462812',
    steps: 30,
    guidance: 4,
    samplerName: 'dpmpp_2m_sde_gpu karras',
    sampler: 'dpmpp-2m-sde-karras',
    width: 1152,
    height: 896,
    model: { name: 'juggernautXL_v8', hash: 'aeb7e9e689' },
    loras: [{ name: 'sumi-e', scale: 0.3 }],
  });
});

test('Fooocus: webui’s scheme and the names of older versions', async () => {
  const text =
    '龍\nNegative prompt: 色\nSteps: 30, Sampler: DPM++ 2M, Seed: 5, Size: 1152x896, ' +
    'CFG scale: 4, Model: juggernautXL_v8, Lora hashes: "sumi-e: ffff, 線: eeee", ' +
    'Lora weights: "sumi-e: 0.3, 線: -1", Version: Fooocus v2.5.5';
  const webui = readFoundRecipe(await pngWith({ parameters: text, fooocus_scheme: 'a1111' }));
  assert.deepEqual([webui.found?.program, webui.found?.prompt], ['fooocus', '龍']);
  assert.deepEqual(webui.found?.loras, [
    { name: 'sumi-e', scale: 0.3 },
    { name: '線', scale: -1 },
  ]);
  const old = JSON.stringify({
    Prompt: '龍',
    'Negative Prompt': '色',
    Resolution: '(896, 1152)',
    Seed: 9,
    'Base Model': 'sd_xl_base',
    lora_combined_1: 'ink.safetensors : -0.25',
    version: 'Fooocus v2.1.8',
  });
  const { found } = readFoundRecipe(await pngWith({ parameters: old }));
  assert.deepEqual(
    [found?.program, found?.negativePrompt, found?.width, found?.height, found?.seed],
    ['fooocus', '色', 896, 1152, '9'],
  );
  assert.deepEqual(found?.model, { name: 'sd_xl_base', hash: null });
  assert.deepEqual(found?.loras, [{ name: 'ink.safetensors', scale: -0.25 }]);
});
