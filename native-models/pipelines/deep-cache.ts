import type { Unet } from '../models/diffusion-model.ts';
import { PipelineError } from './pipeline-error.ts';
import type { ConditionedCall } from './prompt-plan.ts';

/** `Unet.predict` for the call `call` of step `i`; steps come in order. */
export type PredictAtStep = (
  i: number,
  call: ConditionedCall,
  ...inputs: Parameters<Unet['predict']>
) => Promise<Float32Array>;

/** Of the steps, from the first on, that are always computed in full. */
const FIRST_SHARE = 0.3;

/**
 * Asks a UNet's deep layers at every `interval`-th step only and takes their answer over in between: DeepCache (Ma, Fang,
 * Wang 2023, arXiv 2312.00858), but with the first steps in full, as they settle what is where in the picture: for the
 * same time that comes far closer to the exact picture than uniform intervals do (docs/performance.md). With an interval
 * of 1 every step is computed in full, exactly. A prompt that changes between steps is heard at once.
 *
 * @param steps UNet calls of the run.
 * @throws PipelineError `invalid-request` for an interval that is no whole number from 1 on, or a UNet in one piece.
 */
export function openDeepCache(
  unet: Pick<Unet, 'predict' | 'deepCache'>,
  interval: number,
  steps: number,
): PredictAtStep {
  if (!Number.isInteger(interval) || interval < 1)
    throw invalid(`The interval of DeepCache is ${interval}; it is a whole number from 1 on.`);
  if (interval === 1) return (_i, _call, ...inputs) => unet.predict(...inputs);
  const { deepCache } = unet;
  if (!deepCache) throw invalid('This UNet cannot leave out its deep layers (DeepCache).');

  const firstSteps = Math.ceil(FIRST_SHARE * steps);
  const kept = new WeakMap<ConditionedCall, { step: number; deepFeatures: Float32Array }>();
  return async (i, call, ...inputs) => {
    const earlier = kept.get(call);
    if (earlier && i >= firstSteps && i - earlier.step < interval)
      return deepCache.predictShallowly(earlier.deepFeatures, ...inputs);
    const { noisePred, deepFeatures } = await deepCache.predictDeeply(...inputs);
    kept.set(call, { step: i, deepFeatures });
    return noisePred;
  };
}

function invalid(message: string): PipelineError {
  return new PipelineError('invalid-request', `${message} Nothing was drawn.`);
}
