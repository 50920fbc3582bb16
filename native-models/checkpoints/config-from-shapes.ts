import { CheckpointError, listNames } from './checkpoint-error.ts';
import type { JsonObject, NetworkName } from './diffusers-model.ts';
import type { TensorIndex } from './tensor-entry.ts';

/**
 * The config.json that a network would have, from the shapes of its tensors and what all Stable Diffusion 1.x models
 * have in common: 8 heads, 32 groups, a text encoder with 64 numbers per head. A single file has no other configuration.
 * @param tensors under their current names.
 * @throws CheckpointError `config-needed` where the sizes are not those of Stable Diffusion 1.x.
 */
export function configFromShapes(
  file: string,
  tensors: TensorIndex,
  network: NetworkName,
): JsonObject {
  switch (network) {
    case 'text_encoder':
      return textEncoderConfig(file, tensors);
    case 'unet':
      return unetConfig(file, tensors);
    case 'vae':
      return vaeConfig(file, tensors);
  }
}

const unetHeads = 8;
const groups = 32;
const numbersPerTextHead = 64;

function textEncoderConfig(file: string, tensors: TensorIndex): JsonObject {
  const [vocabulary, hidden = 0] = shapeOf(tensors, 'text_model.embeddings.token_embedding.weight');
  const [positions] = shapeOf(tensors, 'text_model.embeddings.position_embedding.weight');
  const [intermediate] = shapeOf(tensors, 'text_model.encoder.layers.0.mlp.fc1.weight');
  requireMultiples(file, 'text_encoder', [hidden], numbersPerTextHead);
  return {
    vocab_size: vocabulary,
    hidden_size: hidden,
    intermediate_size: intermediate,
    max_position_embeddings: positions,
    num_hidden_layers: countNumbered(tensors, 'text_model.encoder.layers'),
    num_attention_heads: hidden / numbersPerTextHead,
  };
}

function unetConfig(file: string, tensors: TensorIndex): JsonObject {
  const levels = countNumbered(tensors, 'down_blocks');
  const widths = widthsOf(tensors, 'down_blocks', levels);
  requireMultiples(file, 'unet', widths, groups);
  const attention = (part: string, level: number) =>
    tensors.has(`${part}.${level}.attentions.0.norm.weight`);
  const eachLevel = (choose: (level: number) => string) =>
    Array.from({ length: levels }, (_, level) => choose(level));
  const [, crossAttention] = shapeOf(
    tensors,
    'mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight',
  );
  return {
    sample_size: 64,
    time_cond_proj_dim: shapeOf(tensors, 'time_embedding.cond_proj.weight')[1] ?? null,
    in_channels: shapeOf(tensors, 'conv_in.weight')[1],
    out_channels: shapeOf(tensors, 'conv_out.weight')[0],
    block_out_channels: widths,
    layers_per_block: countNumbered(tensors, 'down_blocks.0.resnets'),
    down_block_types: eachLevel((level) =>
      attention('down_blocks', level) ? 'CrossAttnDownBlock2D' : 'DownBlock2D',
    ),
    up_block_types: eachLevel((level) =>
      attention('up_blocks', level) ? 'CrossAttnUpBlock2D' : 'UpBlock2D',
    ),
    cross_attention_dim: crossAttention,
    attention_head_dim: unetHeads,
    norm_num_groups: groups,
  };
}

function vaeConfig(file: string, tensors: TensorIndex): JsonObject {
  const levels = countNumbered(tensors, 'encoder.down_blocks');
  const widths = widthsOf(tensors, 'encoder.down_blocks', levels);
  requireMultiples(file, 'vae', widths, groups);
  return {
    sample_size: 512,
    in_channels: shapeOf(tensors, 'encoder.conv_in.weight')[1],
    out_channels: shapeOf(tensors, 'decoder.conv_out.weight')[0],
    latent_channels: shapeOf(tensors, 'post_quant_conv.weight')[0],
    block_out_channels: widths,
    layers_per_block: countNumbered(tensors, 'encoder.down_blocks.0.resnets'),
    down_block_types: widths.map(() => 'DownEncoderBlock2D'),
    up_block_types: widths.map(() => 'UpDecoderBlock2D'),
    norm_num_groups: groups,
  };
}

function widthsOf(tensors: TensorIndex, blocks: string, levels: number): number[] {
  return Array.from(
    { length: levels },
    (_, level) => shapeOf(tensors, `${blocks}.${level}.resnets.0.conv2.weight`)[0] ?? 0,
  );
}

/** `[]` where the tensor is missing: the field is then left to its default, and what is missing is named later. */
function shapeOf(tensors: TensorIndex, name: string): readonly number[] {
  return tensors.get(name)?.shape ?? [];
}

/** How many consecutive numbers, from 0, follow `path` in the names. */
function countNumbered(tensors: TensorIndex, path: string): number {
  const start = `${path}.`;
  const numbers = new Set(
    tensors
      .keys()
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(start.length).split('.', 1)[0]),
  );
  let count = 0;
  while (numbers.has(String(count))) count += 1;
  return count;
}

function requireMultiples(
  file: string,
  network: NetworkName,
  widths: readonly number[],
  divisor: number,
): void {
  const odd = widths.filter((width) => width === 0 || width % divisor !== 0);
  if (odd.length === 0) return;
  const problems = odd.map((width) => `${network}: ${width} is no multiple of ${divisor}`);
  throw new CheckpointError(
    'config-needed',
    file,
    `is not of the sizes that Stable Diffusion 1.x has, so its configuration cannot be told from its weights (${listNames(problems)}). Give the folder with its config.json files too.`,
    { problems },
  );
}
