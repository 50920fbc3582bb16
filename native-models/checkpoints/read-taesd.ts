import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from './checkpoint-error.ts';
import { fileExists, resolveLinks } from './checkpoint-file.ts';
import type { JsonObject } from './diffusers-model.ts';
import { configInvalid, parseConfig, readJsonObject } from './json-file.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import type { TensorEntry, TensorIndex } from './tensor-entry.ts';

/** A tiny autoencoder for Stable Diffusion 1.x (TAESD, diffusers' `AutoencoderTiny`), its weights where they lie. */
export interface Taesd {
  readonly config: TaesdConfig;
  /** By diffusers' names, `encoder.layers.0.weight` …; null where only the decoder's file was given. */
  readonly encoder: TensorIndex | null;
  /** `decoder.layers.0.weight` …; null where only the encoder's file was given. */
  readonly decoder: TensorIndex | null;
}

export interface TaesdConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly latentChannels: number;
  /** Channels of every layer between: 64 in the published one. */
  readonly channels: number;
  /** Residual blocks per level, from the picture down; all levels but the first begin by halving the size. */
  readonly numEncoderBlocks: readonly number[];
  /** Residual blocks per level, from the latents up; all levels but the last end by doubling the size. */
  readonly numDecoderBlocks: readonly number[];
}

/**
 * Reads a TAESD in the forms it is published in: a diffusers folder, a folder with `taesd_encoder` and `taesd_decoder`
 * (.safetensors or .pth), or one of these two files alone.
 *
 * @throws CheckpointError `folder-incomplete`, `config-invalid`, `no-state-dict` where a file is no TAESD, and all that
 *   opening a file can meet.
 */
export async function readTaesd(path: string): Promise<Taesd> {
  const place = await resolveLinks(path);
  if ((await stat(place)).isFile()) return readHalves([place]);
  const configFile = join(place, 'config.json');
  if (await fileExists(configFile)) {
    const config = readTaesdConfig(configFile, await readJsonObject(configFile));
    const file = await findFile(place, 'diffusion_pytorch_model', ['safetensors', 'bin']);
    const tensors = await readCheckpoint(file);
    return { config, encoder: tensors, decoder: tensors };
  }
  const types = ['safetensors', 'pth'];
  return readHalves([
    await findFile(place, 'taesd_encoder', types),
    await findFile(place, 'taesd_decoder', types),
  ]);
}

/** Whether a path holds TAESD, in any form that `readTaesd` takes, rather than a VAE. @throws as `readTaesd` */
export async function isTaesd(path: string): Promise<boolean> {
  const place = await resolveLinks(path);
  if ((await stat(place)).isFile()) {
    const tensors = await readCheckpoint(place);
    return tensors.has('0.weight') || tensors.has('1.weight');
  }
  const configFile = join(place, 'config.json');
  if (await fileExists(configFile)) {
    return (await readJsonObject(configFile))['_class_name'] === 'AutoencoderTiny';
  }
  const halves = ['taesd_decoder.safetensors', 'taesd_decoder.pth'];
  const found = await Promise.all(halves.map((name) => fileExists(join(place, name))));
  return found.includes(true);
}

async function findFile(folder: string, name: string, types: readonly string[]): Promise<string> {
  const names = types.map((type) => `${name}.${type}`);
  for (const one of names) if (await fileExists(join(folder, one))) return join(folder, one);
  throw new CheckpointError(
    'folder-incomplete',
    folder,
    `lacks ${names.join(' or ')}, a part of TAESD. Download the whole folder, or choose taesd_decoder alone.`,
    { missing: names },
  );
}

const channels = z.int().min(1).max(4096);
const widths = z.array(channels).min(1).max(8);
const blocks = z.array(z.int().min(0).max(16)).length(4);

const taesdSchema = z.object({
  in_channels: channels.default(3),
  out_channels: channels.default(3),
  latent_channels: channels.default(4),
  encoder_block_out_channels: widths.default([64, 64, 64, 64]),
  decoder_block_out_channels: widths.default([64, 64, 64, 64]),
  num_encoder_blocks: blocks.default([1, 3, 3, 3]),
  num_decoder_blocks: blocks.default([3, 3, 3, 1]),
  act_fn: z.literal('relu').default('relu'),
  upsampling_scaling_factor: z.literal(2).default(2),
  scaling_factor: z.literal(1).default(1),
  shift_factor: z.literal(0).default(0),
});

function readTaesdConfig(file: string, json: JsonObject): TaesdConfig {
  const config = parseConfig(file, taesdSchema, json);
  const all = [...config.encoder_block_out_channels, ...config.decoder_block_out_channels];
  const [width = 64] = all;
  if (all.some((other) => other !== width))
    throw configInvalid(file, ['block_out_channels: not all the same']);
  return {
    inChannels: config.in_channels,
    outChannels: config.out_channels,
    latentChannels: config.latent_channels,
    channels: width,
    numEncoderBlocks: config.num_encoder_blocks,
    numDecoderBlocks: config.num_decoder_blocks,
  };
}

/** TAESD's own files hold one half each and no configuration; the number of channels is seen from the first layer. */
async function readHalves(files: readonly string[]): Promise<Taesd> {
  let encoder: TensorIndex | null = null;
  let decoder: TensorIndex | null = null;
  let width = 0;
  for (const file of files) {
    const tensors = await readCheckpoint(file);
    // The decoder's first layer, which limits the latents, has no weights.
    const isEncoder = tensors.has('0.weight');
    const first = tensors.get(isEncoder ? '0.weight' : '1.weight');
    if (!first) {
      throw new CheckpointError(
        'no-state-dict',
        file,
        'is no half of TAESD: its first layer is missing. Choose taesd_decoder.safetensors or taesd_decoder.pth.',
      );
    }
    width = first.shape[0] ?? 0;
    if (isEncoder) encoder = renameLayers(tensors, 'encoder', 0);
    else decoder = renameLayers(tensors, 'decoder', 1);
  }
  const config = readTaesdConfig(files[0] ?? '', {
    encoder_block_out_channels: [width],
    decoder_block_out_channels: [width],
  });
  return { config, encoder, decoder };
}

/** taesd.py counts from the first layer, diffusers from the first after the decoder's limit. */
function renameLayers(
  tensors: TensorIndex,
  half: 'encoder' | 'decoder',
  firstLayer: number,
): TensorIndex {
  return new Map(
    [...tensors].map(([name, entry]): [string, TensorEntry] => {
      const [layer, ...rest] = name.split('.');
      return [[half, 'layers', Number(layer) - firstLayer, ...rest].join('.'), entry];
    }),
  );
}
