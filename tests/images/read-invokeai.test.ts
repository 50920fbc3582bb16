import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import { pngWith } from '../helpers/foreign-pictures.ts';
import { inAllFormats, findsEverywhere } from './finds-everywhere.ts';

test('InvokeAI: metadata of versions 3 and 4', async () => {
  const metadata = JSON.stringify({
    app_version: '4.2.9',
    generation_mode: 'txt2img',
    positive_prompt: '金閣寺、雪',
    negative_prompt: '人',
    width: 512,
    height: 512,
    seed: 2748217412,
    steps: 30,
    cfg_scale: 7,
    scheduler: 'euler_a',
    rand_device: 'cuda',
    clip_skip: 1,
    model: { key: 'k', hash: 'blake3:ab12', name: 'stable-diffusion-v1-5', base: 'sd-1' },
    loras: [
      { model: { name: '雪景色' }, weight: 0.75 },
      { lora: { model_name: 'old form' }, weight: 1 },
    ],
  });
  await findsEverywhere(await inAllFormats({ invokeai_metadata: metadata }, metadata), {
    program: 'invokeai',
    version: '4.2.9',
    prompt: '金閣寺、雪',
    negativePrompt: '人',
    seed: '2748217412',
    steps: 30,
    guidance: 7,
    samplerName: 'euler_a',
    sampler: 'euler-ancestral',
    noiseSource: 'gpu',
    clipSkip: 1,
    width: 512,
    height: 512,
    model: { name: 'stable-diffusion-v1-5', hash: 'blake3:ab12' },
    loras: [
      { name: '雪景色', scale: 0.75 },
      { name: 'old form', scale: 1 },
    ],
  });
});

test('InvokeAI: version 2 had the unwanted in brackets and the prompt in weighted parts', async () => {
  const metadata = JSON.stringify({
    model: 'stable diffusion',
    model_weights: 'stable-diffusion-1.4',
    model_hash: 'cc6cb27103',
    app_id: 'invoke-ai/InvokeAI',
    app_version: 'v2.2.4',
    image: {
      prompt: [{ prompt: '古い町並み [車, 電柱]', weight: 1 }],
      steps: 50,
      cfg_scale: 7.5,
      seed: 42,
      width: 512,
      height: 512,
      sampler: 'k_lms',
      type: 'txt2img',
    },
  });
  const { found } = readFoundRecipe(await pngWith({ 'sd-metadata': metadata }));
  assert.deepEqual(found, {
    program: 'invokeai',
    version: 'v2.2.4',
    prompt: '古い町並み',
    negativePrompt: '車, 電柱',
    seed: '42',
    steps: 50,
    guidance: 7.5,
    samplerName: 'k_lms',
    sampler: 'lms',
    width: 512,
    height: 512,
    model: { name: 'stable-diffusion-1.4', hash: 'cc6cb27103' },
    loras: [],
  });
});
