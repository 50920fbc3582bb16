import { renameTensors } from './state-dict-names.ts';
import type { TensorIndex } from './tensor-entry.ts';

/**
 * Names of the original code of Stable Diffusion 1.x (CompVis/stable-diffusion: `UNetModel`, `AutoencoderKL`) in
 * diffusers' terms, as in diffusers' `convert_original_stable_diffusion_to_diffusers.py`. A name that neither knows stays
 * as it is.
 */

/**
 * @param tensors of a UNet, without `model.diffusion_model.`.
 * @throws CheckpointError `ambiguous-names`.
 */
export function renameCompVisUnet(file: string, tensors: TensorIndex): TensorIndex {
  const stride = blocksPerLevel(tensors);
  return renameTensors(file, tensors, (name) => {
    const [, part = '', number = '', rest = ''] =
      /^(input_blocks|middle_block|output_blocks)\.(\d+)\.(.+)$/.exec(name) ?? [];
    const index = Number(number);
    switch (part) {
      case 'input_blocks':
        return inputBlock(index, rest, stride);
      case 'middle_block':
        return `mid_block.${index === 1 ? 'attentions.0' : `resnets.${index / 2}`}.${unetLayer(rest)}`;
      case 'output_blocks':
        return outputBlock(index, rest, stride);
      default:
        return rename(name, unetEnds);
    }
  });
}

/** How many numbered blocks one level takes, down and up: its layers, and one more. */
function blocksPerLevel(tensors: TensorIndex): number {
  // Without halving there is one level, which holds all blocks.
  return tensors.keys().reduce((least, name) => {
    const halving = /^input_blocks\.(\d+)\.0\.op\.weight$/.exec(name)?.[1];
    return halving === undefined ? least : Math.min(least, Number(halving));
  }, Number.MAX_SAFE_INTEGER);
}

/** Block 0 is the first convolution; then each level has its layers and, but for the last, a halving. */
function inputBlock(index: number, rest: string, stride: number): string {
  const [, part = '', inner = ''] = /^(\d+)\.(.+)$/.exec(rest) ?? [];
  if (index === 0) return `conv_in.${inner}`;
  const level = Math.floor((index - 1) / stride);
  const layer = (index - 1) % stride;
  const block = `down_blocks.${level}`;
  if (inner.startsWith('op.')) return `${block}.downsamplers.0.conv.${inner.slice('op.'.length)}`;
  return part === '1'
    ? `${block}.attentions.${layer}.${inner}`
    : `${block}.resnets.${layer}.${unetLayer(inner)}`;
}

/** A doubling stands in the last block of its level, behind the attention where there is one. */
function outputBlock(index: number, rest: string, stride: number): string {
  const [, part = '', inner = ''] = /^(\d+)\.(.+)$/.exec(rest) ?? [];
  const block = `up_blocks.${Math.floor(index / stride)}`;
  const layer = index % stride;
  if (part !== '0' && inner.startsWith('conv.')) return `${block}.upsamplers.0.${inner}`;
  return part === '1'
    ? `${block}.attentions.${layer}.${inner}`
    : `${block}.resnets.${layer}.${unetLayer(inner)}`;
}

type Renames = readonly (readonly [before: string, after: string])[];

const unetEnds: Renames = [
  ['time_embed.0.', 'time_embedding.linear_1.'],
  ['time_embed.2.', 'time_embedding.linear_2.'],
  // Not the original code's: what distilled UNets have besides, in files under its names.
  ['time_embed.cond_proj.', 'time_embedding.cond_proj.'],
  ['out.0.', 'conv_norm_out.'],
  ['out.2.', 'conv_out.'],
];

const unetResnet: Renames = [
  ['in_layers.0.', 'norm1.'],
  ['in_layers.2.', 'conv1.'],
  ['emb_layers.1.', 'time_emb_proj.'],
  ['out_layers.0.', 'norm2.'],
  ['out_layers.3.', 'conv2.'],
  ['skip_connection.', 'conv_shortcut.'],
];

function unetLayer(name: string): string {
  return rename(name, unetResnet);
}

/**
 * @param tensors of a VAE, without `first_stage_model.`; its attention keeps the shape of 1×1 convolutions.
 * @throws CheckpointError `ambiguous-names`.
 */
export function renameCompVisVae(file: string, tensors: TensorIndex): TensorIndex {
  const levels = tensors.keys().reduce((most, name) => Math.max(most, vaeLevel(name) + 1), 0);
  return renameTensors(file, tensors, (name) => {
    const [, coder = '', rest = ''] = /^(encoder|decoder)\.(.+)$/.exec(name) ?? [];
    if (coder === '') return name;
    const [, level = '', part = ''] = /^(?:down|up)\.(\d+)\.(.+)$/.exec(rest) ?? [];
    if (level === '') return `${coder}.${rename(rest, vaeEnds)}`;
    // The decoder's levels are counted from the picture, diffusers' from the latents.
    return coder === 'encoder'
      ? `encoder.down_blocks.${level}.${vaeLayer(part)}`
      : `decoder.up_blocks.${levels - 1 - Number(level)}.${vaeLayer(part)}`;
  });
}

function vaeLevel(name: string): number {
  return Number(/^decoder\.up\.(\d{1,3})\./.exec(name)?.[1] ?? -1);
}

const vaeEnds: Renames = [
  ['mid.block_1.', 'mid_block.resnets.0.'],
  ['mid.block_2.', 'mid_block.resnets.1.'],
  ['mid.attn_1.norm.', 'mid_block.attentions.0.group_norm.'],
  ['mid.attn_1.q.', 'mid_block.attentions.0.to_q.'],
  ['mid.attn_1.k.', 'mid_block.attentions.0.to_k.'],
  ['mid.attn_1.v.', 'mid_block.attentions.0.to_v.'],
  ['mid.attn_1.proj_out.', 'mid_block.attentions.0.to_out.0.'],
  ['norm_out.', 'conv_norm_out.'],
];

function vaeLayer(name: string): string {
  return rename(name, [
    ['block.', 'resnets.'],
    ['downsample.', 'downsamplers.0.'],
    ['upsample.', 'upsamplers.0.'],
  ]).replace('.nin_shortcut.', '.conv_shortcut.');
}

function rename(name: string, renames: Renames): string {
  const found = renames.find(([before]) => name.startsWith(before));
  return found ? found[1] + name.slice(found[0].length) : name;
}
