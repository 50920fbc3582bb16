import type { LatentShape, Unet } from '../models/diffusion-model.ts';
import type { SchedulerPlan } from '../schedulers/scheduler.ts';
import { type Term, weightedSum } from '../schedulers/weighted-sum.ts';
import { allFinite } from './all-finite.ts';
import { openDeepCache, type PredictAtStep } from './deep-cache.ts';
import type { NoiseStream } from './noise-stream.ts';
import { PipelineError } from './pipeline-error.ts';
import type { ConditionedCall, PromptPlan } from './prompt-plan.ts';

export interface DenoiseRun {
  /** `[batch, 4, height, width]` at the noise level where the plan begins. */
  readonly latents: Float32Array;
  readonly shape: LatentShape;
  /** What the UNet is told, guidance included. */
  readonly prompts: PromptPlan;
  /** What a UNet is told that takes guidance as an input; others never hear of it. */
  readonly guidanceScale: number;
  /** Fresh: a plan serves one run. */
  readonly plan: SchedulerPlan;
  readonly noise: Pick<NoiseStream, 'drawNext' | 'openMotion'>;
  /** Steps from one that asks the whole UNet to the next; default 1, exact. See `openDeepCache`. */
  readonly deepCacheInterval?: number;
  /** Channels that an inpainting UNet reads behind the latents at every step, `[batch, 5, height, width]`. */
  readonly sceneChannels?: Float32Array;
  /** What the sample is replaced with after step `i`; mask blending. */
  readonly afterStep?: (sample: Float32Array, i: number) => Float32Array;
}

export interface DenoiseStep {
  /** Steps done, 1 … `plan.timesteps.length`. */
  readonly step: number;
  /** Latents after this step, `[batch, 4, height, width]`. */
  readonly sample: Float32Array;
  /** The clean latents that this step's prediction points to. Not computed unless asked for. */
  readonly predictOriginal: () => Float32Array;
}

/**
 * The denoising loop: scale, predict, guide, step.
 *
 * @param signal looked at before every UNet call; a call that runs is not interrupted.
 * @throws PipelineError `not-finite`, and the signal's reason
 */
export async function* denoise(
  given: Pick<Unet, 'predict' | 'prepareTimesteps' | 'deepCache' | 'atGuidance'>,
  run: DenoiseRun,
  signal?: AbortSignal,
): AsyncGenerator<DenoiseStep, void, undefined> {
  const { plan, noise, afterStep, deepCacheInterval = 1 } = run;
  const unet = given.atGuidance?.(run.guidanceScale) ?? given;
  const predict = openDeepCache(unet, deepCacheInterval, plan.timesteps.length);
  const drawNoise = openStepNoise(plan, noise);
  let sample = run.latents;
  await unet.prepareTimesteps?.(plan.timesteps);
  for (const [i, timestep] of plan.timesteps.entries()) {
    const input = plan.scaleModelInput(sample, i);
    const noisePred = await predictNoise(predict, input, timestep, i, run, signal);
    const before = sample;
    const after = plan.step(noisePred, i, before, plan.needsNoise(i) ? drawNoise(i) : undefined);
    sample = afterStep?.(after, i) ?? after;
    requireFinite(sample, i + 1, plan.timesteps.length);
    const predictOriginal = (): Float32Array => plan.predictOriginal(noisePred, i, before);
    yield { step: i + 1, sample, predictOriginal };
  }
}

/** What step `i` adds: drawn anew, or taken from Brownian motion over the run's levels. */
function openStepNoise(
  { brownian }: SchedulerPlan,
  noise: DenoiseRun['noise'],
): (i: number) => Float32Array {
  if (brownian === undefined) return () => noise.drawNext();
  const motion = noise.openMotion(brownian.lowest, brownian.highest);
  return (i) => motion(...brownian.between(i));
}

/**
 * What the UNet says of a step, its rows put together as the prompt plan tells: with a single prompt that is
 * classifier-free guidance, from the negative prediction through the other and beyond.
 */
async function predictNoise(
  predict: PredictAtStep,
  input: Float32Array,
  timestep: number,
  i: number,
  { shape, prompts, sceneChannels }: DenoiseRun,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const length = input.length / shape.batch;
  const terms = Array.from({ length: shape.batch }, (): Term[] => []);
  for (const call of prompts.at(i).calls) {
    const { promptEmbeds, rows } = call;
    signal?.throwIfAborted();
    const sample = gatherRows(rows, input, sceneChannels, shape.batch);
    const predicted = await predict(i, call, sample, timestep, promptEmbeds, {
      ...shape,
      batch: rows.length,
    });
    rows.forEach(({ picture, factor }, row) => {
      terms[picture]!.push([factor, predicted.subarray(row * length, (row + 1) * length)]);
    });
  }
  if (terms.length === 1) return weightedSum(...terms[0]!);
  const noisePred = new Float32Array(input.length);
  terms.forEach((own, picture) => noisePred.set(weightedSum(...own), picture * length));
  return noisePred;
}

/** The pictures' latents, each with its scene behind it, one for every row. */
function gatherRows(
  rows: ConditionedCall['rows'],
  latents: Float32Array,
  scene: Float32Array = new Float32Array(),
  batch: number,
): Float32Array {
  const [latentsEach, sceneEach] = [latents.length / batch, scene.length / batch];
  const gathered = new Float32Array(rows.length * (latentsEach + sceneEach));
  rows.forEach(({ picture }, row) => {
    const start = row * (latentsEach + sceneEach);
    const own = (all: Float32Array, each: number) =>
      all.subarray(picture * each, (picture + 1) * each);
    gathered.set(own(latents, latentsEach), start);
    gathered.set(own(scene, sceneEach), start + latentsEach);
  });
  return gathered;
}

function requireFinite(sample: Float32Array, step: number, steps: number): void {
  if (allFinite(sample)) return;
  throw new PipelineError(
    'not-finite',
    `The latents stopped being numbers at step ${step} of ${steps}; the picture cannot be finished. ` +
      'The model may be damaged, or the guidance far too high.',
  );
}
