import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedUnetTensors } from '../../../native-models/checkpoints/expected-tensors.ts';
import type { JsonObject } from '../../../native-models/checkpoints/diffusers-model.ts';
import {
  readTextEncoderConfig,
  readUnetConfig,
  readVaeConfig,
} from '../../../native-models/checkpoints/read-model-config.ts';
import { tinyConfigs } from '../../helpers/tiny-model-folder.ts';

test('fills absent fields with the defaults of the 2022 classes', () => {
  // diffusers 0.8.1 UNet2DConditionModel and AutoencoderKL, transformers 4.26 CLIPTextConfig: their signatures.
  assert.deepEqual(readUnetConfig('config.json', {}), {
    sampleSize: null,
    inChannels: 4,
    outChannels: 4,
    downBlockTypes: [
      'CrossAttnDownBlock2D',
      'CrossAttnDownBlock2D',
      'CrossAttnDownBlock2D',
      'DownBlock2D',
    ],
    upBlockTypes: ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
    blockOutChannels: [320, 640, 1280, 1280],
    hasMidBlock: true,
    layersPerBlock: 2,
    crossAttentionDim: 1280,
    numAttentionHeads: 8,
    normNumGroups: 32,
    normEps: 1e-5,
    flipSinToCos: true,
    freqShift: 0,
    timeCondProjDim: null,
  });
  // Of the levels there is no default that Stable Diffusion 1.x has: AutoencoderKL's own is a single one.
  const levels = {
    block_out_channels: [64, 64, 64, 64],
    down_block_types: fourTimes('DownEncoderBlock2D'),
    up_block_types: fourTimes('UpDecoderBlock2D'),
  };
  assert.deepEqual(readVaeConfig('config.json', levels), {
    sampleSize: 32,
    inChannels: 3,
    outChannels: 3,
    latentChannels: 4,
    blockOutChannels: [64, 64, 64, 64],
    layersPerBlock: 1,
    normNumGroups: 32,
    scalingFactor: 0.18215,
  });
  assert.deepEqual(readTextEncoderConfig('config.json', {}), {
    vocabSize: 49_408,
    hiddenSize: 512,
    intermediateSize: 2048,
    numHiddenLayers: 12,
    numAttentionHeads: 8,
    maxPositionEmbeddings: 77,
    hiddenAct: 'quick_gelu',
    layerNormEps: 1e-5,
  });
});

test('takes the fields that later versions write, at the values Stable Diffusion 1.x has', () => {
  const later = {
    ...tinyConfigs.unet,
    sample_size: [8, 8],
    _diffusers_version: '0.39.0',
    dual_cross_attention: false,
    class_embed_type: null,
    mid_block_type: 'UNetMidBlock2DCrossAttn',
    only_cross_attention: false,
    time_embedding_type: 'positional',
    upcast_attention: null,
    use_linear_projection: false,
  };
  assert.deepEqual(
    readUnetConfig('config.json', later),
    readUnetConfig('config.json', tinyConfigs.unet),
  );
});

test('takes the smaller relatives of Stable Diffusion 1: BK-SDM-Tiny has three levels and no middle', () => {
  const tiny = readUnetConfig('config.json', {
    attention_head_dim: 8,
    block_out_channels: [320, 640, 1280],
    cross_attention_dim: 768,
    down_block_types: fourTimes('CrossAttnDownBlock2D').slice(1),
    layers_per_block: 1,
    mid_block_type: null,
    up_block_types: fourTimes('CrossAttnUpBlock2D').slice(1),
  });
  assert.deepEqual(
    [tiny.hasMidBlock, tiny.layersPerBlock, tiny.blockOutChannels.length],
    [false, 1, 3],
  );
  const tensors = expectedUnetTensors(tiny);
  assert.ok([...tensors.keys()].every((name) => !name.startsWith('mid_block.')));
  // 0.33 thousand million parameters, as its authors count them.
  const parameters = [...tensors.values()].reduce(
    (sum, shape) => sum + shape.reduce((product, side) => product * side, 1),
    0,
  );
  assert.equal(Math.round(parameters / 1e7), 32);
  assert.throws(() => readUnet({ mid_block_type: 'UNetMidBlock2DSimpleCrossAttn' }), {
    code: 'unsupported-architecture',
  });
});

test('takes UNets that take guidance as an input, as latent consistency models do', () => {
  const plain = readUnetConfig('config.json', tinyConfigs.unet);
  const guided = readUnetConfig('config.json', { ...tinyConfigs.unet, time_cond_proj_dim: 256 });
  assert.deepEqual(guided, { ...plain, timeCondProjDim: 256 });
  const tensors = expectedUnetTensors(guided);
  assert.deepEqual(tensors.get('time_embedding.cond_proj.weight'), [8, 256]);
  assert.equal(tensors.size, expectedUnetTensors(plain).size + 1);
});

const unsupported: readonly [string, () => unknown][] = [
  ['a class embedding', () => readUnet({ class_embed_type: 'timestep' })],
  ['transformer depths (SDXL)', () => readUnet({ transformer_layers_per_block: [1, 2, 10] })],
  ['a VAE without quant_conv', () => readVae({ use_quant_conv: false })],
  ['shifted latents (SD 3)', () => readVae({ shift_factor: 0.0609 })],
  ['another text model', () => readText({ model_type: 't5' })],
];
for (const [what, read] of unsupported) {
  test(`refuses what Stable Diffusion 1.x does not have: ${what}`, () => {
    assert.throws(read, { code: 'unsupported-architecture' });
  });
}

const others: readonly [string, JsonObject][] = [
  ['Stable Diffusion 2', { use_linear_projection: true }],
  ['Stable Diffusion 2', { attention_head_dim: [5, 10, 20, 20] }],
  ['Stable Diffusion 2', { cross_attention_dim: 1024 }],
  ['Stable Diffusion XL', { addition_embed_type: 'text_time' }],
  ['Stable Diffusion XL', { cross_attention_dim: 2048 }],
  ['InstructPix2Pix', { in_channels: 8 }],
];
for (const [architecture, change] of others) {
  test(`says that ${JSON.stringify(change)} is ${architecture}`, () => {
    assert.throws(() => readUnet(change), {
      code: 'other-architecture',
      data: { architecture },
    });
  });
}

test('refuses an autoencoder whose latents do not stand for 8 × 8 pixels', () => {
  const three = {
    block_out_channels: [8, 16, 24],
    down_block_types: fourTimes('DownEncoderBlock2D').slice(1),
    up_block_types: fourTimes('UpDecoderBlock2D').slice(1),
  };
  const refused = { code: 'unsupported-architecture' };
  assert.throws(() => readVae(three), refused);
  assert.throws(() => readVae({ latent_channels: 16 }), refused);
  assert.throws(() => readVaeConfig('config.json', {}), refused);
});

const invalid: readonly [string, () => unknown, RegExp][] = [
  ['a size as text', () => readUnet({ in_channels: '4' }), /in_channels/],
  ['a fraction', () => readUnet({ layers_per_block: 1.5 }), /layers_per_block/],
  ['nothing where a number belongs', () => readText({ hidden_size: null }), /hidden_size/],
  ['a million layers', () => readText({ num_hidden_layers: 1_000_000 }), /num_hidden_layers/],
  ['half a wave', () => readUnet({ time_cond_proj_dim: 255 }), /time_cond_proj_dim/],
  ['waves without a lowest', () => readUnet({ time_cond_proj_dim: 2 }), /time_cond_proj_dim/],
  ['an unknown block', () => readUnet({ down_block_types: ['Evil'] }), /down_block_types/],
  ['blocks that do not match', () => readUnet({ block_out_channels: [8, 8] }), /differ in length/],
  ['VAE blocks that do not match', () => readVae({ block_out_channels: [4] }), /differ in length/],
  ['heads that do not divide', () => readUnet({ attention_head_dim: 3 }), /divided by 3/],
  ['text heads that do not divide', () => readText({ num_attention_heads: 3 }), /divided by 3/],
  ['groups that do not divide', () => readVae({ norm_num_groups: 32 }), /divided by 32/],
  ['latents that are not square', () => readUnet({ sample_size: [8, 16] }), /sample_size/],
  ['an unknown activation', () => readText({ hidden_act: 'relu' }), /hidden_act/],
];
for (const [what, read, message] of invalid) {
  test(`refuses ${what}, naming the field`, () => {
    assert.throws(read, (error: Error & { code?: string }) => {
      assert.equal(error.code, 'config-invalid');
      assert.match(error.message, message);
      return true;
    });
  });
}

function readUnet(changes: JsonObject): unknown {
  return readUnetConfig('config.json', { ...tinyConfigs.unet, ...changes });
}
function fourTimes(block: string): string[] {
  return Array.from({ length: 4 }, () => block);
}
function readVae(changes: JsonObject): unknown {
  return readVaeConfig('config.json', { ...tinyConfigs.vae, ...changes });
}
function readText(changes: JsonObject): unknown {
  return readTextEncoderConfig('config.json', { ...tinyConfigs.text_encoder, ...changes });
}
