import { join } from 'node:path';
import { CheckpointError } from './checkpoint-error.ts';
import { fileExists, resolveLinks } from './checkpoint-file.ts';
import type { JsonObject } from './diffusers-model.ts';
import { readJsonObject } from './json-file.ts';
import { requireInPlace } from './read-checkpoint.ts';
import type { TensorIndex } from './tensor-entry.ts';
import { findWeights, readWeights, transformersStems } from './weight-files.ts';

/** A folder as transformers' `save_pretrained` writes it. */
export interface TransformersFolder {
  /** Absolute path, symbolic links resolved. */
  readonly folder: string;
  readonly configFile: string;
  readonly config: JsonObject;
  readonly tensors: TensorIndex;
}

/** @throws CheckpointError `folder-incomplete`, `config-invalid`, and all that opening a checkpoint can meet. */
export async function readTransformersFolder(path: string): Promise<TransformersFolder> {
  const folder = await resolveLinks(path);
  const configFile = join(folder, 'config.json');
  const weightFile = await findWeights(folder, transformersStems);
  const hasConfig = await fileExists(configFile);
  if (weightFile === null || !hasConfig) {
    const missing = hasConfig ? [] : ['config.json'];
    if (weightFile === null) missing.push('model.safetensors or pytorch_model.bin');
    throw new CheckpointError(
      'folder-incomplete',
      folder,
      `lacks ${missing.join(' and ')}. Download the whole folder.`,
      { missing },
    );
  }
  const config = await readJsonObject(configFile);
  const tensors = requireInPlace(weightFile, await readWeights(weightFile));
  return { folder, configFile, config, tensors };
}

/** An object inside a configuration; `{}` where it is left out. */
export function subConfig(config: JsonObject, name: string): JsonObject {
  const value = config[name];
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}
