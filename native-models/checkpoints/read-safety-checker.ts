import { CheckpointError } from './checkpoint-error.ts';
import { configInvalid } from './json-file.ts';
import { readClipVisionConfig } from './read-scorer-config.ts';
import { readTensors } from './read-tensor.ts';
import type { ClipVisionConfig } from './scorer-config.ts';
import type { TensorIndex } from './tensor-entry.ts';
import { readTransformersFolder, subConfig } from './transformers-folder.ts';

export interface SafetyCheckerConfig {
  readonly vision: ClipVisionConfig;
  readonly projectionDim: number;
  /** How many concepts a picture is compared with: 17, and 3 that need special care, in the published one. */
  readonly concepts: number;
  readonly specialConcepts: number;
}

/** The safety checker of Stable Diffusion 1.x, its weights where they lie. */
export interface SafetyChecker {
  readonly config: SafetyCheckerConfig;
  readonly tensors: TensorIndex;
  /** Cosines above which a picture shows a concept. */
  readonly thresholds: { readonly concepts: Float32Array; readonly special: Float32Array };
}

/**
 * Reads a model's `safety_checker` folder.
 *
 * @throws CheckpointError `state-dict-mismatch` where the concepts are missing, and all that opening a folder can meet.
 */
export async function readSafetyChecker(folder: string): Promise<SafetyChecker> {
  const read = await readTransformersFolder(folder);
  const { config, configFile, tensors } = read;
  // Files of 2022 repeat in vision_config_dict what is not a default, and transformers lets it win.
  const visionJson = {
    ...subConfig(config, 'vision_config'),
    ...subConfig(config, 'vision_config_dict'),
  };
  const vision = readClipVisionConfig(configFile, visionJson);
  const projectionDim = config['projection_dim'] ?? 512;
  if (typeof projectionDim !== 'number') throw configInvalid(configFile, ['projection_dim']);

  const keys = ['concept_embeds_weights', 'special_care_embeds_weights'];
  const entries = keys.map((key) => tensors.get(key)).filter((entry) => entry !== undefined);
  const [concepts, special] = await readTensors(entries);
  if (!concepts || !special) {
    throw new CheckpointError(
      'state-dict-mismatch',
      read.folder,
      `is no safety checker: ${keys.join(' or ')} is missing. Download the folder again.`,
      { missing: keys.filter((key) => !tensors.has(key)) },
    );
  }
  return {
    config: {
      vision,
      projectionDim,
      concepts: concepts.length,
      specialConcepts: special.length,
    },
    tensors,
    thresholds: { concepts, special },
  };
}
