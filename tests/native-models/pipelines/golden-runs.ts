import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { imageToImage } from '../../../native-models/pipelines/image-to-image.ts';
import { inpaint } from '../../../native-models/pipelines/inpaint.ts';
import type {
  ImageToImageModel,
  MaskBlending,
  PictureEvent,
  TextToImageRequest,
} from '../../../native-models/pipelines/picture-request.ts';
import { textToImage } from '../../../native-models/pipelines/text-to-image.ts';
import { readNoiseScheduleConfig } from '../../../native-models/schedulers/scheduler-config.ts';
import { schedulerOfClass } from '../../../native-models/schedulers/scheduler-names.ts';
import { readNpy } from '../../helpers/npy.ts';
import { readRgb } from '../../helpers/read-rgb.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';

export const tinyModels = ['tiny-sd', 'tiny-jsd'] as const;
export type TinyModel = (typeof tinyModels)[number];

/** A run of ../shared/reference/models/pipelines: diffusers 0.39.0 (tiny-sd) or rinna's pipelines on 0.8.1 (tiny-jsd). */
export interface GoldenRun {
  readonly model: TinyModel;
  readonly folder: string;
  readonly name: string;
  readonly pipeline: string;
  readonly scheduler: string;
  readonly scheduler_config: Readonly<Record<string, unknown>>;
  readonly scheduler_kwargs?: Readonly<Record<string, unknown>>;
  readonly steps: number;
  readonly guidance: number;
  readonly eta?: number;
  readonly strength?: number;
  readonly init_image?: string;
  readonly mask_image?: string;
  /** Which UNet inpaints: that of nine channels or the model's own. */
  readonly unet?: 'inpaint9' | 'base';
  readonly prompt: string | readonly string[];
  readonly negative_prompt: string | readonly string[] | null;
  readonly num_images_per_prompt?: number;
  readonly seed: number | readonly number[];
  readonly tokenizer?: string;
  readonly safety?: boolean;
  readonly image_shape: readonly number[];
  readonly final_latents_shape: readonly number[];
  readonly final_latents_std: number;
  readonly step_timesteps: readonly number[];
  /** First the prompts, then the negative ones. */
  readonly text_encoder_calls_ids: readonly (readonly (readonly number[])[])[];
}

export function listGoldenRuns(): readonly GoldenRun[] {
  if (skipWithoutReference.skip !== undefined) return [];
  return tinyModels.flatMap((model) => {
    const folder = referencePath('models', 'pipelines', model);
    return readdirSync(folder).map((name) => {
      const text = readFileSync(join(folder, name, 'run.json'), 'utf8');
      // Python writes minus infinity bare.
      const run = JSON.parse(text.replaceAll(': -Infinity', ': "-Infinity"')) as GoldenRun;
      return { ...run, model, folder: join(folder, name) };
    });
  });
}

/** Makes the pictures of a run, by the pipeline that it names. */
export async function repeatRun(
  model: ImageToImageModel,
  run: GoldenRun,
): Promise<AsyncIterable<PictureEvent>> {
  const request = requestOf(run);
  if (run.init_image === undefined) return textToImage(model, request);
  const image = await readInput(run.init_image);
  const { strength = 1 } = run;
  if (run.mask_image === undefined) return imageToImage(model, { ...request, image, strength });
  const { width, height, rgb } = await readInput(run.mask_image);
  const mask = { width, height, data: rgb.filter((_, k) => k % 3 === 0) };
  return inpaint(model, { ...request, image, mask, strength, blending: blendingOf(run) });
}

/** A picture that runs begin with. */
function readInput(file: string): ReturnType<typeof readRgb> {
  return readRgb(referencePath('models', 'pipelines', 'inputs', file));
}

/** The request that a run answers. Its seeds are one per picture, or one generator for the whole batch. */
function requestOf(run: GoldenRun): TextToImageRequest {
  const { negative_prompt: negativePrompt, seed, image_shape: imageShape } = run;
  const [, height = 0, width = 0] = imageShape;
  return {
    prompts: [run.prompt].flat(),
    ...(negativePrompt !== null && { negativePrompt }),
    imagesPerPrompt: run.num_images_per_prompt ?? 1,
    width,
    height,
    steps: run.steps,
    guidanceScale: run.guidance,
    seeds: [seed].flat().map(BigInt),
    oneGenerator: !Array.isArray(seed),
    scheduler: schedulerOfClass(run.scheduler),
    schedulerOptions: readNoiseScheduleConfig(run.scheduler_kwargs ?? {}),
    ...(run.eta !== undefined && { eta: run.eta }),
  };
}

/** rinna's notebook paints with the class of diffusers 0.8.1, the other legacy runs are of 0.39.0. */
function blendingOf({ pipeline, model }: GoldenRun): MaskBlending {
  if (pipeline !== 'StableDiffusionInpaintPipelineLegacy') return 'current';
  return model === 'tiny-jsd' ? 'rinna' : 'legacy';
}

export function readFinalLatents(run: GoldenRun): Float32Array {
  return readNpy(join(run.folder, 'final_latents.npy')).data;
}

/** `[images, height, width, 3]`, flat. */
export function readImages(run: GoldenRun): Uint8Array {
  const bytes = readFileSync(join(run.folder, 'images.npy'));
  const headerLength = bytes.readUInt16LE(8);
  if (!bytes.toString('latin1', 10, 10 + headerLength).includes("'|u1', 'fortran_order': False")) {
    throw new Error(`${run.name}: images.npy is not of bytes in C order`);
  }
  return bytes.subarray(10 + headerLength);
}

/** Every call of `step`: what went in, guidance applied, and what came out. */
export interface Trace {
  readonly firstSample: Float32Array;
  readonly modelOutputs: readonly Float32Array[];
  readonly prevSamples: readonly Float32Array[];
  /** Normal draws in order: latents first. */
  readonly draws: readonly Float32Array[];
}

export async function readTrace(run: GoldenRun): Promise<Trace> {
  const tensors = await readCheckpoint(join(run.folder, 'trace.safetensors'));
  const file = readFileSync(join(run.folder, 'trace.safetensors'));
  const read = (name: string): Float32Array => {
    const { offset, byteLength } = tensors.get(name)!;
    return new Float32Array(new Uint8Array(file.subarray(offset, offset + byteLength)).buffer);
  };
  const calls = run.step_timesteps.length;
  const perCall = (all: Float32Array): Float32Array[] => {
    const length = all.length / calls;
    return Array.from({ length: calls }, (_, i) => all.slice(i * length, (i + 1) * length));
  };
  const drawNames = [...tensors.keys()]
    .filter((name) => name.startsWith('randn.'))
    .toSorted((a, b) => Number(a.slice(6)) - Number(b.slice(6)));
  return {
    firstSample: read('steps.first_sample'),
    modelOutputs: perCall(read('steps.model_output')),
    prevSamples: perCall(read('steps.prev_sample')),
    draws: drawNames.map(read),
  };
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let k = 0; k < a.length; k++) {
    const difference = Math.abs(a[k]! - b[k]!);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}
