import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FoundRecipe } from '../../electron/api/contract/found-recipe.ts';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import {
  exifOf,
  jpegWith,
  pngWith,
  unicodeComment,
  webpWith,
} from '../helpers/foreign-pictures.ts';
import { userComment, nothing, findsEverywhere } from './finds-everywhere.ts';

const model = 0x0110;

const make = 0x010f;

const apiGraph = {
  '3': {
    class_type: 'KSampler',
    inputs: {
      seed: '@seed',
      steps: 24,
      cfg: 7.5,
      sampler_name: 'euler_ancestral',
      scheduler: 'karras',
      denoise: 1,
      model: ['10', 0],
      positive: ['6', 0],
      negative: ['7', 0],
      latent_image: ['5', 0],
    },
  },
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: '日本画.safetensors' } },
  '5': { class_type: 'EmptyLatentImage', inputs: { width: 512, height: 640, batch_size: 1 } },
  '6': { class_type: 'CLIPTextEncode', inputs: { text: ['20', 0], clip: ['30', 0] } },
  '7': { class_type: 'CLIPTextEncode', inputs: { text: '文字, 透かし', clip: ['4', 1] } },
  '8': { class_type: 'VAEDecode', inputs: { samples: ['11', 0], vae: ['4', 2] } },
  '9': { class_type: 'SaveImage', inputs: { images: ['8', 0] }, is_changed: [Number.NaN] },
  '10': {
    class_type: 'LoraLoader',
    inputs: { lora_name: 'ink.safetensors', strength_model: -0.5, model: ['4', 0], clip: ['4', 1] },
  },
  // A second pass, which only refines what the first has drawn.
  '11': {
    class_type: 'KSampler',
    inputs: {
      seed: 1,
      steps: 8,
      cfg: 4,
      sampler_name: 'lms',
      scheduler: 'normal',
      model: ['10', 0],
      positive: ['6', 0],
      negative: ['7', 0],
      latent_image: ['12', 0],
    },
  },
  '12': { class_type: 'LatentUpscale', inputs: { samples: ['3', 0], width: 1024, height: 1280 } },
  '30': { class_type: 'CLIPSetLastLayer', inputs: { stop_at_clip_layer: -2, clip: ['10', 1] } },
  '20': { class_type: 'PrimitiveString', inputs: { value: '浮世絵の富士山' } },
};

/** A seed of 64 bits and a NaN, as Python writes them. */
const apiText = JSON.stringify(apiGraph)
  .replace('"@seed"', '18446744073709551615')
  .replace('[null]', '[NaN]');

const fromComfy: FoundRecipe = {
  ...nothing,
  program: 'comfyui',
  prompt: '浮世絵の富士山',
  negativePrompt: '文字, 透かし',
  seed: '18446744073709551615',
  steps: 24,
  guidance: 7.5,
  samplerName: 'euler_ancestral karras',
  sampler: 'euler-ancestral',
  noiseSource: 'cpu',
  clipSkip: 1,
  width: 512,
  height: 640,
  model: { name: '日本画.safetensors', hash: null },
  loras: [{ name: 'ink.safetensors', scale: -0.5 }],
};

test('ComfyUI: the recipe is read off the graph that the API was given', async () => {
  const exif = exifOf(
    [
      { tag: make, type: 2, data: Buffer.from('workflow:{}\0') },
      { tag: model, type: 2, data: Buffer.from(`prompt:${apiText}\0`) },
    ],
    { inFirst: true },
  );
  const both = JSON.stringify({ prompt: '@' }).replace('"@"', apiText);
  const comment = exifOf([{ tag: userComment, data: unicodeComment(both) }]);
  await findsEverywhere(
    {
      PNG: await pngWith({ prompt: apiText }),
      WebP: await webpWith(exif),
      'JPEG as its own WebP': await jpegWith(exif),
      'JPEG of other makers': await jpegWith(comment),
    },
    fromComfy,
  );
});

test('ComfyUI: where only the editor’s workflow was kept, it is read as well', async () => {
  const workflow = {
    nodes: [
      {
        id: 3,
        type: 'KSampler',
        inputs: [
          { name: 'model', link: 1 },
          { name: 'positive', link: 2 },
          { name: 'negative', link: 3 },
          { name: 'latent_image', link: 4 },
        ],
        widgets_values: [12345678901234, 'randomize', 30, 8, 'dpmpp_2m', 'normal', 1],
      },
      { id: 4, type: 'CheckpointLoaderSimple', widgets_values: ['sd-v1-4.ckpt'] },
      { id: 5, type: 'EmptyLatentImage', widgets_values: [768, 512, 1] },
      { id: 6, type: 'CLIPTextEncode', widgets_values: ['夕焼けの港'] },
      { id: 7, type: 'CLIPTextEncode', widgets_values: ['モノクロ'] },
      { id: 8, type: 'VAEDecode', inputs: [{ name: 'samples', link: 5 }] },
      { id: 9, type: 'SaveImage', inputs: [{ name: 'images', link: 6 }], widgets_values: ['x'] },
    ],
    links: [
      [1, 4, 0, 3, 0, 'MODEL'],
      [2, 6, 0, 3, 1, 'CONDITIONING'],
      [3, 7, 0, 3, 2, 'CONDITIONING'],
      [4, 5, 0, 3, 3, 'LATENT'],
      [5, 3, 0, 8, 0, 'LATENT'],
      [6, 8, 0, 9, 0, 'IMAGE'],
    ],
  };
  const text = JSON.stringify(workflow);
  const exif = exifOf([{ tag: make, type: 2, data: Buffer.from(`Workflow:${text}\0`) }]);
  await findsEverywhere(
    {
      PNG: await pngWith({ workflow: text }),
      WebP: await webpWith(exif),
      JPEG: await jpegWith(exif),
    },
    {
      ...nothing,
      program: 'comfyui',
      prompt: '夕焼けの港',
      negativePrompt: 'モノクロ',
      seed: '12345678901234',
      steps: 30,
      guidance: 8,
      samplerName: 'dpmpp_2m',
      sampler: 'dpmpp-2m-linspace',
      noiseSource: 'cpu',
      width: 768,
      height: 512,
      model: { name: 'sd-v1-4.ckpt', hash: null },
    },
  );
});

test('ComfyUI: a sampler in parts, with noise, guider and sigmas of their own', async () => {
  const graph = {
    a: {
      class_type: 'SamplerCustomAdvanced',
      inputs: {
        noise: ['b', 0],
        guider: ['c', 0],
        sampler: ['d', 0],
        sigmas: ['e', 0],
        latent_image: ['f', 0],
      },
    },
    b: { class_type: 'RandomNoise', inputs: { noise_seed: 77 } },
    c: {
      class_type: 'CFGGuider',
      inputs: { cfg: 3.5, model: ['g', 0], positive: ['h', 0], negative: ['i', 0] },
    },
    d: { class_type: 'KSamplerSelect', inputs: { sampler_name: 'ddim' } },
    e: { class_type: 'BasicScheduler', inputs: { steps: 12, scheduler: 'simple' } },
    f: { class_type: 'EmptyLatentImage', inputs: { width: 512, height: 512 } },
    g: { class_type: 'UNETLoader', inputs: { unet_name: 'unet.safetensors' } },
    h: {
      class_type: 'ConditioningCombine',
      inputs: { conditioning_1: ['j', 0], conditioning_2: ['k', 0] },
    },
    i: { class_type: 'CLIPTextEncode', inputs: { text: '' } },
    j: { class_type: 'CLIPTextEncode', inputs: { text: '猫' } },
    k: { class_type: 'CLIPTextEncode', inputs: { text: '縁側' } },
    l: { class_type: 'PreviewImage', inputs: { images: ['m', 0] } },
    m: { class_type: 'VAEDecode', inputs: { samples: ['a', 0] } },
  };
  const { found } = readFoundRecipe(await pngWith({ prompt: JSON.stringify(graph) }));
  assert.deepEqual(found, {
    ...nothing,
    program: 'comfyui',
    prompt: '猫\n縁側',
    seed: '77',
    steps: 12,
    guidance: 3.5,
    samplerName: 'ddim simple',
    sampler: 'ddim-trailing',
    noiseSource: 'cpu',
    width: 512,
    height: 512,
    model: { name: 'unet.safetensors', hash: null },
  });
});

test('ComfyUI: a sampler of another maker that draws its noise as a card does', async () => {
  const first = apiGraph['3'];
  const inputs = { ...first.inputs, seed: 1, noise_mode: 'GPU(=A1111)' };
  const prompt = JSON.stringify({ ...apiGraph, '3': { ...first, inputs } });
  assert.equal(readFoundRecipe(await pngWith({ prompt })).found?.noiseSource, 'gpu');
});

test('ComfyUI: its beta is not the one of webui and diffusers', async () => {
  const first = apiGraph['3'];
  const inputs = { ...first.inputs, seed: 1, sampler_name: 'euler', scheduler: 'beta' };
  const prompt = JSON.stringify({ ...apiGraph, '3': { ...first, inputs } });
  const { found } = readFoundRecipe(await pngWith({ prompt }));
  assert.deepEqual([found?.samplerName, found?.sampler], ['euler beta', 'euler-beta-timesteps']);
});

test('ComfyUI: a node for each spacing, as long as it is left as it comes', async () => {
  const { 3: first, ...others } = apiGraph;
  const {
    steps,
    sampler_name: _name,
    scheduler: _scheduler,
    ...inputs
  } = first.inputs as Record<string, unknown>;
  for (const [class_type, set, sampler] of [
    ['KarrasScheduler', { rho: 7 }, 'dpmpp-2m-karras'],
    ['KarrasScheduler', { rho: 3 }, 'dpmpp-2m'],
    ['ExponentialScheduler', {}, 'dpmpp-2m-exponential'],
    ['PolyexponentialScheduler', { rho: 1 }, 'dpmpp-2m-polyexponential'],
    ['BetaSamplingScheduler', { alpha: 0.6, beta: 0.6 }, 'dpmpp-2m-beta-timesteps'],
    ['AlignYourStepsScheduler', { model_type: 'SD1', denoise: 1 }, 'dpmpp-2m-align-your-steps'],
    ['AlignYourStepsScheduler', { model_type: 'SDXL' }, 'dpmpp-2m'],
  ] as const) {
    const prompt = JSON.stringify({
      ...others,
      3: {
        class_type: 'SamplerCustom',
        inputs: { ...inputs, noise_seed: 1, sampler: ['a', 0], sigmas: ['b', 0] },
      },
      a: { class_type: 'KSamplerSelect', inputs: { sampler_name: 'dpmpp_2m' } },
      b: { class_type, inputs: { steps, ...set } },
    });
    const { found } = readFoundRecipe(await pngWith({ prompt }));
    assert.equal(found?.sampler, sampler, `${class_type} ${JSON.stringify(set)}`);
    assert.equal(found.steps, steps);
  }
});

test('ComfyUI: a graph that leads in a circle or has no sampler ends, without a recipe', async () => {
  const circle = {
    a: {
      class_type: 'KSampler',
      inputs: { positive: ['b', 0], latent_image: ['a', 0], model: ['a', 0], seed: ['b', 0] },
    },
    b: { class_type: 'CLIPTextEncode', inputs: { text: ['b', 0], conditioning: ['a', 0] } },
  };
  const { found } = readFoundRecipe(await pngWith({ prompt: JSON.stringify(circle) }));
  assert.deepEqual([found?.prompt, found?.seed], ['', null]);
  const load = { a: { class_type: 'LoadImage', inputs: { image: 'a.png' } } };
  assert.equal(readFoundRecipe(await pngWith({ prompt: JSON.stringify(load) })).found, null);
});
