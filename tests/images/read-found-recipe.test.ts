import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { FoundRecipe } from '../../electron/api/contract/found-recipe.ts';
import { encodePicture } from '../../electron/images/picture-file.ts';
import { addMetadata } from '../../electron/images/picture-metadata.ts';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import {
  exifOf,
  jpegWith,
  pngWith,
  side,
  unicodeComment,
  webpWith,
} from '../helpers/foreign-pictures.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';

const userComment = 0x9286;
const make = 0x010f;
const model = 0x0110;
const software = 0x0131;

const image = { width: side, height: side, rgb: new Uint8Array(side * side * 3).fill(90) };
const own = makeRecipe({
  prompt: '侍と👩🏽‍🚀、𠮷野家の夜 — «naïve» <b>&amp;\n改行と"引用符"\\',
  negativePrompt: 'ぼやけた　🐈‍⬛',
  seed: '18446744073709551615',
  model: { name: '日本語版デモ', fingerprint: 'abc' },
});

const nothing: FoundRecipe = {
  program: 'a1111',
  version: null,
  prompt: '',
  negativePrompt: '',
  seed: null,
  steps: null,
  guidance: null,
  samplerName: null,
  sampler: null,
  width: null,
  height: null,
  model: null,
  loras: [],
};

/** The same texts in the three formats: as PNG texts, and as Exif's UserComment. */
async function inAllFormats(
  texts: Readonly<Record<string, string>>,
  comment: string,
): Promise<Record<string, Uint8Array>> {
  const exif = exifOf([{ tag: userComment, data: unicodeComment(comment) }]);
  return { PNG: await pngWith(texts), JPEG: await jpegWith(exif), WebP: await webpWith(exif) };
}

async function findsEverywhere(
  files: Record<string, Uint8Array>,
  expected: FoundRecipe,
): Promise<void> {
  for (const [format, file] of Object.entries(files)) {
    assert.deepEqual(readFoundRecipe(file), { own: null, found: expected }, format);
    // The file that was made here is a picture to others as well.
    assert.equal((await sharp(file).stats()).channels.length, 3, format);
  }
}

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
  '6': { class_type: 'CLIPTextEncode', inputs: { text: ['20', 0], clip: ['4', 1] } },
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
      sampler: 'dpmpp-2m',
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
    sampler: 'ddim',
    width: 512,
    height: 512,
    model: { name: 'unet.safetensors', hash: null },
  });
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

test('NovelAI: versions 3 and 4, in a PNG’s texts and in one comment', async () => {
  const comment = {
    prompt: '1girl, {着物}',
    steps: 28,
    height: 1216,
    width: 832,
    scale: 5,
    uc: '低品質',
    seed: 3735928559,
    sampler: 'k_euler_ancestral',
  };
  const texts = {
    Title: 'NovelAI generated image',
    Description: '1girl, {着物}',
    Software: 'NovelAI',
    Source: 'NovelAI Diffusion V3 B2C8B0A5',
    Comment: JSON.stringify(comment),
  };
  const expected: FoundRecipe = {
    program: 'novelai',
    version: 'NovelAI Diffusion V3 B2C8B0A5',
    prompt: '1girl, {着物}',
    negativePrompt: '低品質',
    seed: '3735928559',
    steps: 28,
    guidance: 5,
    samplerName: 'k_euler_ancestral',
    sampler: 'euler-ancestral',
    width: 832,
    height: 1216,
    model: { name: 'NovelAI Diffusion V3 B2C8B0A5', hash: null },
    loras: [],
  };
  await findsEverywhere(await inAllFormats(texts, JSON.stringify(texts)), expected);

  const version4 = {
    ...comment,
    v4_prompt: {
      caption: { base_caption: '茶室', char_captions: [{ char_caption: '着物の女性' }] },
    },
    v4_negative_prompt: { caption: { base_caption: '文字', char_captions: [] } },
  };
  const { found } = readFoundRecipe(await pngWith({ ...texts, Comment: JSON.stringify(version4) }));
  assert.deepEqual([found?.prompt, found?.negativePrompt], ['茶室\n着物の女性', '文字']);
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
