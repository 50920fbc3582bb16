import { CheckpointError } from './checkpoint-error.ts';
import { fileExists } from './checkpoint-file.ts';
import type { JsonObject, PredictionType } from './diffusers-model.ts';
import { readSmallText } from './json-file.ts';
import type { CheckpointContents } from './tensor-entry.ts';

/**
 * Scheduler configuration of Stable Diffusion 1.x as published with v1-4 and v1-5, which single files leave out.
 * @param zeroSnr the noise schedule was rescaled to end in pure noise.
 */
export function schedulerOfStableDiffusion1(
  predictionType: PredictionType,
  zeroSnr: boolean,
): JsonObject {
  return {
    _class_name: 'PNDMScheduler',
    num_train_timesteps: 1000,
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    set_alpha_to_one: false,
    skip_prk_steps: true,
    steps_offset: 1,
    clip_sample: false,
    prediction_type: predictionType,
    ...(zeroSnr && { rescale_betas_zero_snr: true }),
  };
}

/**
 * What the UNet of a single file predicts; its shapes do not tell. In this order:
 *
 * 1. a configuration of the original code beside the file (`NAME.yaml`) with `parameterization: v`, as the WebUI reads it
 * 2. the metadata `modelspec.prediction_type` of a safetensors file
 * 3. a tensor called `v_pred`, by which merging tools mark such models
 *
 * @returns `epsilon` where nothing says otherwise.
 */
export async function detectPredictionType(
  file: string,
  { tensors, metadata }: CheckpointContents,
): Promise<PredictionType> {
  const yaml = file.replace(/\.[^.\\/]+$/, '.yaml');
  if (yaml !== file && (await fileExists(yaml))) {
    const said = /^\s*parameterization:\s*["']?(\w+)["']?\s*$/m.exec(await readSmallText(yaml));
    if (said) return said[1] === 'v' ? 'v_prediction' : 'epsilon';
  }
  const described = metadata.get('modelspec.prediction_type');
  if (described !== undefined) return /^v/i.test(described) ? 'v_prediction' : 'epsilon';
  return tensors.has('v_pred') ? 'v_prediction' : 'epsilon';
}

/** Whether a tensor called `ztsnr` marks a single file as trained with a schedule that ends in pure noise. */
export function isZeroSnr({ tensors }: CheckpointContents): boolean {
  return tensors.has('ztsnr');
}

/** A scheduler configuration with what the user says of the prediction in the place of what it says itself. */
export function withPredictionType(
  config: JsonObject,
  predictionType: PredictionType | undefined,
): JsonObject {
  return predictionType === undefined ? config : { ...config, prediction_type: predictionType };
}

/**
 * What a scheduler configuration says is predicted; those of 2022 do not say and mean the noise.
 * @throws CheckpointError `config-invalid` for what no Stable Diffusion model predicts.
 */
export function predictionTypeOf(file: string, config: JsonObject): PredictionType {
  const type = config['prediction_type'] ?? 'epsilon';
  if (type === 'epsilon' || type === 'v_prediction' || type === 'sample') return type;
  throw new CheckpointError(
    'config-invalid',
    file,
    `has a scheduler for a prediction of ${JSON.stringify(type)}; epsilon, v_prediction and sample are known. Choose another model.`,
    { problems: [`prediction_type: ${JSON.stringify(type)}`] },
  );
}
