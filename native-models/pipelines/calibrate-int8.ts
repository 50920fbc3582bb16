import type { DiffusersModel } from '../checkpoints/diffusers-model.ts';
import type { GraphOptions } from '../graphs/graph-profile.ts';
import {
  type Int8Layer,
  type Int8Layers,
  mayBeInt8,
  type ValueRange,
} from '../graphs/int8-layers.ts';
import { ERRORS, RANGES, watchErrors, watchRanges } from '../graphs/watch-layers.ts';
import {
  type LoadedDiffusionModel,
  type LoadOptions,
  loadDiffusionModel,
} from '../models/load-diffusion-model.ts';
import type { Tensors } from '../models/sessions.ts';
import { textToImage } from './text-to-image.ts';

/** What the first runs are told: nothing, and scenes of several kinds in both languages. */
const PROMPTS = ['', 'a photograph of a cat', '山と川の風景', 'portrait of a woman, oil painting'];
const STEPS = 5;
const GUIDANCE = 5;
/** Latent pixels: layers see much the same at any size, and this is the smallest that models are made for. */
const SIDE = 32;

/**
 * What a layer's result may be off by, as the root of its mean square. On the embedded models this limit keeps two thirds
 * of the gain and comes 6 dB closer to the exact pictures than no limit (docs/performance.md).
 */
const ERROR_LIMIT = 0.02;

/**
 * Finds which layers of a model's UNet may be computed in 8-bit integers, and in which ranges: from the model's own
 * activations while it draws a few pictures, the same ones every time, that nobody sees. Ranges are the least and greatest
 * values met. Then the 8-bit form of every layer is compared with the layer itself, in its place, on the same inputs; those
 * that are off by too much stay in floating point, as do the first and the last convolution, small layers, norms,
 * attention's products of activations, and what depends on the timestep or the prompt alone.
 *
 * Yields the steps done, of `calibrationSteps`. Answered `release`, it lets go of the model and yields once more: it holds
 * no memory until it is asked for the next step, and then draws the picture that it was at from its beginning. What it
 * finds is the same.
 *
 * @param options LoRAs count.
 * @param signal looked at between UNet calls.
 * @throws what loading and drawing throw, and the signal's reason.
 */
export async function* calibrateInt8(
  model: DiffusersModel,
  options: LoadOptions = {},
  signal?: AbortSignal,
): AsyncGenerator<number, Int8Layers, Release> {
  const candidates = new Map<string, Int8Layer>();
  const watchCandidates: GraphOptions['onLayer'] = (graph, layer) => {
    if (!mayBeInt8(layer)) return;
    if (layer.kind === 'linear') candidates.set(layer.path, { kind: 'linear' });
    else watchRanges(graph, layer);
  };
  const seeing = { onLayer: watchCandidates, onResults: noteRanges };
  yield* draw(model, options, PROMPTS, seeing, 0, signal);

  const errors = new Map<string, readonly [noise: number, signal: number]>();
  const noteErrors = (results: Tensors): void => {
    for (const [path, [noise = 0, power = 0]] of outputsNamed(results, ERRORS)) {
      const [noiseBefore, powerBefore] = errors.get(path) ?? [0, 0];
      errors.set(path, [noiseBefore + noise, powerBefore + power]);
    }
  };
  const [, second = ''] = PROMPTS;
  const comparing = {
    onLayer: watchErrors(candidates),
    onResults: noteErrors,
    onPicture: () => errors.clear(),
  };
  yield* draw(model, options, [second], comparing, PROMPTS.length * STEPS, signal);

  const isClose = (path: string): boolean => {
    const [noise, power] = errors.get(path) ?? [1, 0];
    return noise <= ERROR_LIMIT ** 2 * power;
  };
  return new Map([...candidates].filter(([path]) => isClose(path)));

  function noteRanges(results: Tensors): void {
    for (const [path, ends] of outputsNamed(results, RANGES)) {
      const [inMin = 0, inMax = 0, outMin = 0, outMax = 0] = ends;
      const found = { input: { min: inMin, max: inMax }, output: { min: outMin, max: outMax } };
      const known = candidates.get(path);
      candidates.set(path, {
        kind: 'convolution',
        ...(known?.kind === 'convolution'
          ? { input: join(known.input, found.input), output: join(known.output, found.output) }
          : found),
      });
    }
  }
}

/** What `calibrateInt8` draws: pixels and guidance, for who plans its memory. */
export const calibrationSize = { width: 8 * SIDE, height: 8 * SIDE, guidance: GUIDANCE } as const;

/** What `calibrateInt8` takes in all. */
export const calibrationSteps = (PROMPTS.length + 1) * STEPS;

/** What `calibrateInt8` may be answered: to let go of its model for a while. */
export type Release = 'release' | undefined;

/** How a UNet is watched. */
interface Watch {
  readonly onLayer: NonNullable<GraphOptions['onLayer']>;
  readonly onResults: (results: Tensors) => void;
  /** A picture is begun, also once more. */
  readonly onPicture?: () => void;
}

/** Draws a picture of each prompt with a UNet that is watched; yields and is answered as `calibrateInt8`. */
async function* draw(
  description: DiffusersModel,
  options: LoadOptions,
  prompts: readonly string[],
  { onPicture, ...watch }: Watch,
  stepsBefore: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<number, void, Release> {
  let model: LoadedDiffusionModel | null = null;
  try {
    for (let index = 0; index < prompts.length;) {
      signal?.throwIfAborted();
      model ??= await loadDiffusionModel(description, { ...options, ...watch });
      onPicture?.();
      const begun = stepsBefore + index * STEPS;
      let taken = 0;
      let isReleased = false;
      for await (const _ of takeSteps(model, prompts[index] ?? '', index, signal)) {
        isReleased = (yield begun + ++taken) === 'release';
        if (isReleased) break;
      }
      if (taken === STEPS) index += 1;
      if (!isReleased) continue;
      await model.dispose();
      model = null;
      yield stepsBefore + index * STEPS;
    }
  } finally {
    await model?.dispose();
  }
}

/** Draws a picture to its latents, and yields after each step. */
async function* takeSteps(
  model: LoadedDiffusionModel,
  prompt: string,
  seed: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<void, void, undefined> {
  const { scalingFactor } = model.vaeDecoder;
  const decode = async () => new Float32Array(3 * 64 * SIDE * SIDE);
  const painter = { ...model, vaeDecoder: { scalingFactor, decode } };
  const request = {
    prompts: [prompt],
    width: calibrationSize.width,
    height: calibrationSize.height,
    steps: STEPS,
    guidanceScale: calibrationSize.guidance,
    scheduler: 'dpmpp-2m' as const,
    seeds: [BigInt(seed)],
  };
  for await (const event of textToImage(painter, request, signal ? { signal } : {}))
    if (event.type === 'step') yield;
}

function outputsNamed(results: Tensors, ending: string): [path: string, values: Float32Array][] {
  return Object.entries(results).flatMap(([name, { data }]) =>
    name.endsWith(ending) && data instanceof Float32Array
      ? [[name.slice(0, -ending.length), data]]
      : [],
  );
}

function join(a: ValueRange, b: ValueRange): ValueRange {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
