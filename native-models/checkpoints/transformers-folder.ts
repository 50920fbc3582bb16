import { join } from 'node:path';
import { CheckpointError } from './checkpoint-error.ts';
import { resolveLinks } from './checkpoint-file.ts';
import type { JsonObject } from './diffusers-model.ts';
import { readJsonObject } from './json-file.ts';
import { fileExists } from './locate-components.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import type { TensorIndex } from './tensor-entry.ts';

/** A folder as transformers' `save_pretrained` writes it. */
export interface TransformersFolder {
  /** Absolute path, symbolic links resolved. */
  readonly folder: string;
  readonly configFile: string;
  readonly config: JsonObject;
  readonly tensors: TensorIndex;
}

/** By preference, as transformers chooses. */
const weightFiles = [
  'model.safetensors',
  'pytorch_model.bin',
  'model.fp16.safetensors',
  'pytorch_model.fp16.bin',
];

/** @throws CheckpointError `folder-incomplete`, `config-invalid`, and all that opening a checkpoint can meet. */
export async function readTransformersFolder(path: string): Promise<TransformersFolder> {
  const folder = await resolveLinks(path);
  const configFile = join(folder, 'config.json');
  const isThere = (name: string) => fileExists(join(folder, name));
  const there = await Promise.all(weightFiles.map(isThere));
  const weightFile = weightFiles.find((_, index) => there[index]);
  const hasConfig = await isThere('config.json');
  if (!weightFile || !hasConfig) {
    const missing = hasConfig ? [] : ['config.json'];
    if (!weightFile) missing.push(weightFiles.join(' or '));
    throw new CheckpointError(
      'folder-incomplete',
      folder,
      `lacks ${missing.join(' and ')}. Download the whole folder.`,
      { missing },
    );
  }
  const config = await readJsonObject(configFile);
  const tensors = await readCheckpoint(join(folder, weightFile));
  return { folder, configFile, config, tensors };
}

/** An object inside a configuration; `{}` where it is left out. */
export function subConfig(config: JsonObject, name: string): JsonObject {
  const value = config[name];
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}
