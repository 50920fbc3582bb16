import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FoundRecipe } from '../../electron/api/contract/found-recipe.ts';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import { pngWith } from '../helpers/foreign-pictures.ts';

/** A graph in the API's form: `[type, inputs]` by id; `'@4'` is a link to the first output of node 4. */
type Nodes = Readonly<Record<string, readonly [type: string, inputs: Record<string, unknown>]>>;

async function readGraph(nodes: Nodes): Promise<FoundRecipe | null> {
  const linked = (value: unknown): unknown =>
    typeof value === 'string' && value.startsWith('@') ? [value.slice(1), 0] : value;
  const prompt = Object.entries(nodes).map(([id, [class_type, inputs]]) => {
    const values = Object.entries(inputs).map(([name, value]) => [name, linked(value)]);
    return [id, { class_type, inputs: Object.fromEntries(values) }];
  });
  const text = JSON.stringify(Object.fromEntries(prompt));
  return readFoundRecipe(await pngWith({ prompt: text })).found;
}

const settings = { seed: 7, steps: 20, cfg: 6, sampler_name: 'euler', scheduler: 'normal' };
const sampled = { model: '@1', positive: '@2', negative: '@3', latent_image: '@4' };
/** What most graphs share; 9 saves what 5 has drawn. */
const usual = {
  1: ['CheckpointLoaderSimple', { ckpt_name: '日本画.safetensors' }],
  2: ['CLIPTextEncode', { text: '夜の城', clip: '@1' }],
  3: ['CLIPTextEncode', { text: '低品質', clip: '@1' }],
  4: ['EmptyLatentImage', { width: 512, height: 768, batch_size: 1 }],
  5: ['KSampler', { ...settings, ...sampled }],
  8: ['VAEDecode', { samples: '@5', vae: '@1' }],
  9: ['SaveImage', { images: '@8', filename_prefix: 'ComfyUI' }],
} as const satisfies Nodes;

test('a node that changes both conditionings keeps prompt and negative prompt apart', async () => {
  for (const type of [
    'ControlNetApplyAdvanced',
    'InpaintModelConditioning',
    'ControlNetApplySD3',
  ]) {
    const found = await readGraph({
      ...usual,
      5: ['KSampler', { ...settings, ...sampled, positive: '@20', negative: '@20' }],
      20: [
        type,
        { positive: '@2', negative: '@3', strength: 0.8, control_net: '@21', image: '@22' },
      ],
      21: ['ControlNetLoader', { control_net_name: 'canny.pth' }],
      22: ['LoadImage', { image: '下絵.png' }],
    });
    assert.deepEqual([found?.prompt, found?.negativePrompt], ['夜の城', '低品質'], type);
  }
});

test('a loader that takes both prompts, model and LoRA at once', async () => {
  const found = await readGraph({
    1: [
      'Efficient Loader',
      {
        ckpt_name: 'sd15.safetensors',
        lora_name: '墨絵.safetensors',
        lora_model_strength: 0.6,
        lora_clip_strength: 1,
        positive: '鶴、雪',
        negative: '人',
        empty_latent_width: 640,
        empty_latent_height: 384,
        lora_stack: '@2',
      },
    ],
    2: [
      'LoRA Stacker',
      {
        input_mode: 'simple',
        lora_count: 2,
        lora_name_1: 'a.safetensors',
        lora_wt_1: 0.5,
        model_str_1: 9,
        lora_name_2: 'None',
        lora_wt_2: 1,
        lora_name_3: 'unused.safetensors',
        lora_wt_3: 1,
      },
    ],
    3: [
      'KSampler (Efficient)',
      { ...settings, model: '@1', positive: '@1', negative: '@1', latent_image: '@1' },
    ],
    4: ['Image Save', { images: '@3' }],
  });
  assert.deepEqual(
    [found?.prompt, found?.negativePrompt, found?.width, found?.height, found?.model?.name],
    ['鶴、雪', '人', 640, 384, 'sd15.safetensors'],
  );
  assert.deepEqual(found?.loras, [
    { name: 'a.safetensors', scale: 0.5 },
    { name: '墨絵.safetensors', scale: 0.6 },
  ]);
});

test('stacks of LoRAs: what is switched off or not chosen does not count', async () => {
  const found = await readGraph({
    ...usual,
    5: ['KSampler', { ...settings, ...sampled, model: '@11' }],
    10: [
      'Power Lora Loader (rgthree)',
      {
        PowerLoraLoaderHeaderWidget: { type: 'PowerLoraLoaderHeaderWidget' },
        lora_1: { on: true, lora: '線画.safetensors', strength: 0.7 },
        lora_2: { on: false, lora: 'off.safetensors', strength: 1 },
        lora_3: { on: true, lora: 'None', strength: 1 },
        model: '@1',
      },
    ],
    11: ['CR Apply LoRA Stack', { model: '@10', clip: '@1', lora_stack: '@12' }],
    12: [
      'CR LoRA Stack',
      {
        switch_1: 'On',
        lora_name_1: 'b.safetensors',
        model_weight_1: -0.25,
        clip_weight_1: 1,
        switch_2: 'Off',
        lora_name_2: 'c.safetensors',
        model_weight_2: 1,
      },
    ],
  });
  assert.deepEqual(found?.loras, [
    { name: '線画.safetensors', scale: 0.7 },
    { name: 'b.safetensors', scale: -0.25 },
  ]);
  assert.equal(found?.model?.name, '日本画.safetensors');
});

test('SDXL: both of a prompt’s texts, the base’s sampler before the refiner’s', async () => {
  const found = await readGraph({
    ...usual,
    2: ['CLIPTextEncodeSDXL', { width: 1024, height: 1024, text_g: '金閣寺', text_l: '雪景色' }],
    3: ['CLIPTextEncodeSDXL', { width: 1024, height: 1024, text_g: '文字', text_l: '文字' }],
    5: [
      'KSamplerAdvanced',
      {
        add_noise: 'enable',
        noise_seed: 123,
        steps: 25,
        cfg: 8,
        sampler_name: 'uni_pc_bh2',
        scheduler: 'sgm_uniform',
        start_at_step: 0,
        end_at_step: 20,
        ...sampled,
      },
    ],
    6: [
      'KSamplerAdvanced',
      {
        noise_seed: 0,
        steps: 25,
        cfg: 3,
        sampler_name: 'ddim',
        scheduler: 'normal',
        model: '@7',
        positive: '@10',
        negative: '@11',
        latent_image: '@5',
      },
    ],
    7: ['CheckpointLoaderSimple', { ckpt_name: 'refiner.safetensors' }],
    8: ['VAEDecode', { samples: '@6', vae: '@7' }],
    10: ['CLIPTextEncodeSDXLRefiner', { ascore: 6, width: 1024, height: 1024, text: 'refine' }],
    11: ['CLIPTextEncodeSDXLRefiner', { ascore: 2, width: 1024, height: 1024, text: 'rough' }],
  });
  assert.deepEqual(
    [found?.prompt, found?.negativePrompt, found?.seed, found?.steps, found?.model?.name],
    ['金閣寺\n雪景色', '文字', '123', 25, '日本画.safetensors'],
  );
  assert.deepEqual(
    [found?.samplerName, found?.sampler],
    ['uni_pc_bh2 sgm_uniform', 'unipc-trailing'],
  );
});

test('values from nodes of one value are taken, computed ones are not guessed', async () => {
  const found = await readGraph({
    ...usual,
    2: ['CLIPTextEncode', { text: '@30', clip: '@1' }],
    4: ['EmptyLatentImage', { width: '@23', height: '@24', batch_size: 1 }],
    5: ['KSampler', { ...settings, ...sampled, seed: '@20', steps: '@21', cfg: '@22' }],
    20: ['Seed (rgthree)', { seed: 99 }],
    21: ['MathExpression|pysssh', { a: 30, b: 2, expression: 'a / b' }],
    22: ['PrimitiveFloat', { value: 4.5 }],
    23: ['CR Integer To String', { int_: '@25' }],
    24: ['INTConstant', { value: 640 }],
    30: [
      'ImpactWildcardProcessor',
      { wildcard_text: '{猫|犬}', populated_text: '犬', mode: 'populate' },
    ],
  });
  assert.deepEqual(
    [found?.seed, found?.steps, found?.guidance, found?.width, found?.height],
    ['99', null, 4.5, null, null],
  );
  assert.equal(found?.prompt, '犬');
});

test('latents on the way are passed; a negative prompt that is zeroed is none', async () => {
  const found = await readGraph({
    ...usual,
    3: ['ConditioningZeroOut', { conditioning: '@2' }],
    5: ['KSampler', { ...settings, ...sampled, latent_image: '@40' }],
    40: ['RepeatLatentBatch', { samples: '@4', amount: 4 }],
  });
  assert.deepEqual([found?.width, found?.height, found?.negativePrompt], [512, 768, '']);
});

test('the first of two passes is found also where no node is known to save', async () => {
  const second = { ...settings, steps: 5, model: '@1', positive: '@2', negative: '@3' };
  const found = await readGraph({
    ...usual,
    6: ['KSampler', { ...second, latent_image: '@7' }],
    7: ['LatentUpscaleBy', { samples: '@5', scale_by: 2 }],
    8: ['VAEDecode', { samples: '@6', vae: '@1' }],
    9: ['SomeonesOutput', { images: '@8' }],
  });
  assert.deepEqual([found?.steps, found?.width], [20, 512]);
});

test('the editor’s workflow: reroutes are followed, what is passed over does not count', async () => {
  const workflow = {
    nodes: [
      { id: 1, type: 'CheckpointLoaderSimple', widgets_values: ['sd15.ckpt'] },
      {
        id: 2,
        type: 'LoraLoader',
        mode: 4,
        inputs: [
          { name: 'model', link: 1 },
          { name: 'clip', link: 2 },
        ],
        widgets_values: ['off.safetensors', 1, 1],
      },
      { id: 3, type: 'Reroute', inputs: [{ name: '', link: 3 }] },
      { id: 4, type: 'CLIPTextEncodeSDXL', widgets_values: [8, 8, 0, 0, 8, 8, '鳥居', '朝'] },
      { id: 5, type: 'CLIPTextEncode', widgets_values: ['人'] },
      { id: 6, type: 'Reroute', inputs: [{ name: '', link: 4 }] },
      { id: 7, type: 'EmptyLatentImage', widgets_values: [768, 512, 1] },
      { id: 8, type: 'PrimitiveNode', widgets_values: [77, 'fixed'] },
      {
        id: 9,
        type: 'KSampler',
        inputs: [
          { name: 'model', link: 5 },
          { name: 'positive', link: 6 },
          { name: 'negative', link: 7 },
          { name: 'latent_image', link: 8 },
          { name: 'seed', link: 9, widget: { name: 'seed' } },
        ],
        widgets_values: [1, 'randomize', 30, 8, 'heun', 'karras', 1],
      },
      { id: 10, type: 'VAEDecode', inputs: [{ name: 'samples', link: 10 }] },
      { id: 11, type: 'SaveImage', inputs: [{ name: 'images', link: 11 }], widgets_values: ['x'] },
    ],
    links: [
      [1, 1, 0, 2, 0, 'MODEL'],
      [2, 1, 1, 2, 1, 'CLIP'],
      [3, 2, 0, 3, 0, '*'],
      [4, 4, 0, 6, 0, '*'],
      [5, 3, 0, 9, 0, 'MODEL'],
      [6, 6, 0, 9, 1, 'CONDITIONING'],
      [7, 5, 0, 9, 2, 'CONDITIONING'],
      [8, 7, 0, 9, 3, 'LATENT'],
      [9, 8, 0, 9, 4, 'INT'],
      [10, 9, 0, 10, 0, 'LATENT'],
      [11, 10, 0, 11, 0, 'IMAGE'],
    ],
  };
  const { found } = readFoundRecipe(await pngWith({ workflow: JSON.stringify(workflow) }));
  assert.deepEqual(
    [found?.prompt, found?.negativePrompt, found?.seed, found?.model?.name, found?.loras],
    ['鳥居\n朝', '人', '77', 'sd15.ckpt', []],
  );
});
