import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CheckpointError } from './checkpoint-error.ts';
import { fileExists, resolveLinks } from './checkpoint-file.ts';
import { configFromShapes } from './config-from-shapes.ts';
import type { NetworkName } from './diffusers-model.ts';
import { readJsonObject } from './json-file.ts';
import { incomplete, stemsOf } from './locate-components.ts';
import type { NetworkSource } from './model-component.ts';
import { findNetwork, type FindNetworkOptions } from './network-layouts.ts';
import { otherArchitecture, recognizeTensors } from './other-architectures.ts';
import { readCheckpointContents } from './read-checkpoint.ts';
import type { TensorIndex } from './tensor-entry.ts';
import { findWeights, readWeights } from './weight-files.ts';

/**
 * Reads a network that was given by itself: a VAE or a text encoder as one file, or a folder as diffusers writes it.
 * @param config a config.json for it, should it be a file; null: it follows from its shapes.
 * @throws CheckpointError `part-missing` where the file holds no such network, and all that opening files can meet.
 */
export async function readPart(
  network: NetworkName,
  path: string,
  config: string | null,
  variant?: string | undefined,
): Promise<NetworkSource> {
  const place = await resolveLinks(path);
  if ((await stat(place)).isDirectory()) return await readPartFolder(network, place, variant);
  const { tensors } = await readCheckpointContents(place);
  const other = recognizeTensors(tensors);
  if (other !== null) throw otherArchitecture(place, other);
  return await takeNetwork(place, tensors, network, { config });
}

async function readPartFolder(
  network: NetworkName,
  folder: string,
  variant: string | undefined,
): Promise<NetworkSource> {
  const configFile = join(folder, 'config.json');
  const weightsFile = await findWeights(folder, stemsOf(network), variant);
  if (weightsFile === null || !(await fileExists(configFile))) {
    throw incomplete(folder, ['config.json', `${stemsOf(network).safetensors}.safetensors`]);
  }
  const tensors = await readWeights(weightsFile);
  return { configFile, config: await readJsonObject(configFile), weightsFile, tensors };
}

/**
 * Takes a network out of a file that may hold more.
 * @param options.config a config.json for it; null: it follows from the shapes of its tensors.
 * @throws CheckpointError `part-missing`, `config-needed`, and as `findNetwork`.
 */
export async function takeNetwork(
  file: string,
  contents: TensorIndex,
  network: NetworkName,
  { config, ...options }: FindNetworkOptions & { readonly config: string | null },
): Promise<NetworkSource> {
  const tensors = findNetwork(file, contents, network, options);
  if (tensors === null) throw partMissing(file, [network]);
  const known = config !== null && (await fileExists(config));
  return {
    configFile: known ? config : file,
    config: known ? await readJsonObject(config) : configFromShapes(file, tensors, network),
    weightsFile: file,
    tensors,
  };
}

const partWords: Readonly<Record<NetworkName, string>> = {
  text_encoder: 'text encoder',
  unet: 'UNet',
  vae: 'VAE',
};

export function partMissing(file: string, missing: readonly NetworkName[]): CheckpointError {
  const words = missing.map((network) => partWords[network]).join(' and no ');
  return new CheckpointError(
    'part-missing',
    file,
    `holds no ${words} of Stable Diffusion 1.x. Give ${basename(file)} together with a file that holds the rest, or choose a whole model.`,
    { missing },
  );
}
