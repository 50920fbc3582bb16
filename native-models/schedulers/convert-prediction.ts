import { dynamicThreshold } from './dynamic-threshold.ts';
import { originalSample, predictedNoise, type SignalAndNoise } from './original-sample.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';

/**
 * What a solver integrates, from what the network says: the clean sample (`data`) or the `noise`. Where the
 * configuration asks for thresholding, the clean sample goes through it either way. `convert_model_output` of the
 * DPM-Solver, UniPC and DEIS classes of diffusers 0.40.0.
 */
export function convertPrediction(
  target: 'data' | 'noise',
  { predictionType = 'epsilon', thresholding = false, ...limits }: NoiseScheduleConfig,
  output: Float32Array,
  sample: Float32Array,
  at: SignalAndNoise,
  batch: number,
): Float32Array {
  if (!thresholding) {
    const convert = target === 'data' ? originalSample : predictedNoise;
    return convert(predictionType, output, sample, at);
  }
  const x0 = dynamicThreshold(originalSample(predictionType, output, sample, at), batch, limits);
  return target === 'data' ? x0 : predictedNoise('sample', x0, sample, at);
}
