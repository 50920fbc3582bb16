import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import {
  exifOf,
  jpegWith,
  pngWith,
  unicodeComment,
  webpWith,
} from '../helpers/foreign-pictures.ts';

const userComment = 0x9286;
const cameraModel = 0x0110;

const swarm = JSON.stringify({
  sui_image_params: {
    prompt: '浮世絵の波, "嵐"',
    negativeprompt: '文字',
    model: 'OfficialStableDiffusion/v1-5-pruned',
    seed: 1711074260,
    steps: 25,
    cfgscale: 6.5,
    aspectratio: '1:1',
    width: 512,
    height: 512,
    sampler: 'dpmpp_2m',
    scheduler: 'karras',
    loras: ['墨絵', 'b'],
    loraweights: ['0.7', '-1'],
    swarm_version: '0.9.5.2',
  },
  sui_extra_data: { date: '2025-03-15' },
  sui_models: [{ name: 'v1-5-pruned.safetensors', param: 'model', hash: '0xd7a9' }],
});

test('SwarmUI: in a PNG’s text, in Exif’s comment, and as its first versions wrote it', async () => {
  const comment = exifOf([{ tag: userComment, data: unicodeComment(swarm, 'little') }]);
  const first = exifOf([{ tag: cameraModel, type: 2, data: Buffer.from(`${swarm}\0`) }], {
    inFirst: true,
  });
  const files = [
    await pngWith({ parameters: swarm }),
    await jpegWith(comment),
    await webpWith(comment),
    await jpegWith(first),
  ];
  for (const file of files) {
    assert.deepEqual(readFoundRecipe(file).found, {
      program: 'swarmui',
      version: '0.9.5.2',
      prompt: '浮世絵の波, "嵐"',
      negativePrompt: '文字',
      seed: '1711074260',
      steps: 25,
      guidance: 6.5,
      samplerName: 'dpmpp_2m karras',
      sampler: 'dpmpp-2m-karras',
      width: 512,
      height: 512,
      model: { name: 'OfficialStableDiffusion/v1-5-pruned', hash: '0xd7a9' },
      loras: [
        { name: '墨絵', scale: 0.7 },
        { name: 'b', scale: -1 },
      ],
    });
  }
});

test('Draw Things: JSON among XMP', async () => {
  const settings = JSON.stringify({
    c: '竹林 & <霧>',
    uc: '人, 車',
    seed: 3735928559,
    steps: 24,
    scale: 5.5,
    sampler: 'DPM++ 2M AYS',
    size: '640x448',
    model: 'sd_v1.5_f16.ckpt',
    strength: 1,
    lora: [{ model: 'ink_lora_f16.ckpt', weight: 0.4 }],
    v2: { seed: 3735928559 },
  });
  const escaped = settings
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/">
    <xmp:CreatorTool>Draw Things</xmp:CreatorTool>
    <exif:UserComment>
      <rdf:Alt>
        <rdf:li xml:lang="x-default">${escaped}</rdf:li>
      </rdf:Alt>
    </exif:UserComment></rdf:Description></rdf:RDF></x:xmpmeta>`;
  const { found } = readFoundRecipe(await pngWith({ 'XML:com.adobe.xmp': xmp }));
  assert.deepEqual(found, {
    program: 'drawthings',
    version: null,
    prompt: '竹林 & <霧>',
    negativePrompt: '人, 車',
    seed: '3735928559',
    steps: 24,
    guidance: 5.5,
    samplerName: 'DPM++ 2M AYS',
    sampler: 'dpmpp-2m-align-your-steps',
    width: 640,
    height: 448,
    model: { name: 'sd_v1.5_f16.ckpt', hash: null },
    loras: [{ name: 'ink_lora_f16.ckpt', scale: 0.4 }],
  });
});

const easy = {
  prompt: '港の夕焼け',
  negative_prompt: 'ぼやけ',
  seed: '2036836938',
  width: '512',
  height: '640',
  num_inference_steps: '60',
  guidance_scale: '7.5',
  sampler_name: 'euler_a',
  use_stable_diffusion_model: '/mnt/models/stable-diffusion/sd-v1-4.ckpt',
  use_lora_model: "['墨絵', 'None']",
  lora_alpha: '[0.5, 1]',
};

test('Easy Diffusion: each setting a text, by either kind of name, or JSON in Exif', async () => {
  const labels = {
    Prompt: easy.prompt,
    'Negative Prompt': easy.negative_prompt,
    Seed: easy.seed,
    Width: easy.width,
    Height: easy.height,
    Steps: easy.num_inference_steps,
    'Guidance Scale': easy.guidance_scale,
    Sampler: easy.sampler_name,
    'Stable Diffusion model': 'C:\\models\\sd-v1-4.ckpt',
    'LoRA model': '墨絵',
    'LoRA Strength': '0.5',
  };
  const json = JSON.stringify({
    ...easy,
    seed: 2036836938,
    use_lora_model: ['墨絵'],
    lora_alpha: [0.5],
  });
  const exif = exifOf([{ tag: userComment, data: unicodeComment(json) }]);
  for (const file of [await pngWith(easy), await pngWith(labels), await jpegWith(exif)]) {
    assert.deepEqual(readFoundRecipe(file).found, {
      program: 'easydiffusion',
      version: null,
      prompt: '港の夕焼け',
      negativePrompt: 'ぼやけ',
      seed: '2036836938',
      steps: 60,
      guidance: 7.5,
      samplerName: 'euler_a',
      sampler: 'euler-ancestral',
      width: 512,
      height: 640,
      model: { name: 'sd-v1-4.ckpt', hash: null },
      loras: [{ name: '墨絵', scale: 0.5 }],
    });
  }
});

test('InvokeAI: the command of its first versions', async () => {
  const command =
    '"森の\\"道\\" [人, 車]" -s 50 -S 2980747362 -W 512 -H 768 -C 5.0 -A k_lms -cf 0.75 -G 0.9 -U 4';
  const { found } = readFoundRecipe(await pngWith({ Dream: command }));
  assert.deepEqual(found, {
    program: 'invokeai',
    version: null,
    prompt: '森の"道"',
    negativePrompt: '人, 車',
    seed: '2980747362',
    steps: 50,
    guidance: 5,
    samplerName: 'k_lms',
    sampler: 'lms',
    width: 512,
    height: 768,
    model: null,
    loras: [],
  });
  const other = await pngWith({ Dream: 'a dream I had' });
  assert.equal(readFoundRecipe(other).found, null);
});

test('names of samplers, whatever a program writes behind them for the spacing', async () => {
  const names = {
    'Euler a|SGM Uniform': 'euler-ancestral-trailing',
    'Euler a|Karras': 'euler-ancestral',
    'DDIM|DDIM': 'ddim-leading',
    'Heun|Exponential': 'heun-exponential',
    'uni_pc|normal': 'unipc',
    'lcm|sgm_uniform': 'lcm',
    'heun_k|': 'heun-karras',
    'DPM++ 2M|Align Your Steps': 'dpmpp-2m-align-your-steps',
    'Euler|KL Optimal': 'euler-kl-optimal',
    'deis|Polyexponential': 'deis-polyexponential',
    'DPM++ 2M|Turbo': 'dpmpp-2m',
    'DPM++ 2M SDE|Karras': 'dpmpp-2m-sde-karras',
    'Heun|Beta': 'heun-beta',
    'DPM++ SDE|Karras': 'dpmpp-sde-karras',
    'DPM++ 2S a|': 'dpmpp-2s-ancestral',
    'DPM++ 3M SDE|Exponential': 'dpmpp-3m-sde-exponential',
    'dpmpp_sde_gpu|karras': 'dpmpp-sde-karras',
    'k_dpmpp_2s_ancestral|': 'dpmpp-2s-ancestral',
    'DPM adaptive|Karras': null,
    'kdpm_2_a|': 'dpm2-ancestral',
    'k_dpmpp_2m|native': 'dpmpp-2m',
  };
  for (const [name, sampler] of Object.entries(names)) {
    const [words, spacing] = name.split('|');
    const kind = spacing ? `, Schedule type: ${spacing}` : '';
    const text = `猫 <lora:墨絵> <lora:線画:0.5:0.2>\nSteps: 9, Sampler: ${words}${kind}, Seed: 3`;
    const { found } = readFoundRecipe(await pngWith({ parameters: text }));
    assert.equal(found?.sampler, sampler, name);
    assert.deepEqual(found?.loras, [
      { name: '墨絵', scale: 1 },
      { name: '線画', scale: 0.5 },
    ]);
  }
});
