import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import type { TextToImageRequest } from '../../../native-models/pipelines/text-to-image-request.ts';
import { readNoiseScheduleConfig } from '../../../native-models/schedulers/scheduler-config.ts';
import { schedulerOfClass } from '../../../native-models/schedulers/scheduler-names.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';

export type TinyModel = 'tiny-sd' | 'tiny-jsd';

/** A run of ../shared/reference/models/pipelines: diffusers 0.39.0 (tiny-sd) or rinna's pipeline on 0.8.1 (tiny-jsd). */
export interface GoldenRun {
  readonly model: TinyModel;
  readonly folder: string;
  readonly name: string;
  readonly scheduler: string;
  readonly scheduler_config: Readonly<Record<string, unknown>>;
  readonly scheduler_kwargs?: Readonly<Record<string, unknown>>;
  readonly steps: number;
  readonly guidance: number;
  readonly eta?: number;
  readonly prompt: string | readonly string[];
  readonly negative_prompt: string | readonly string[] | null;
  readonly num_images_per_prompt?: number;
  readonly height: number;
  readonly width: number;
  readonly seed: number | readonly number[];
  readonly tokenizer?: string;
  readonly safety?: boolean;
  readonly final_latents_shape: readonly number[];
  readonly final_latents_std: number;
  readonly step_timesteps: readonly number[];
  /** First the prompts, then the negative ones. */
  readonly text_encoder_calls_ids: readonly (readonly (readonly number[])[])[];
}

/** The text-to-image runs of schedulers that are here (not UniPC). */
export function listGoldenRuns(): readonly GoldenRun[] {
  if (skipWithoutReference.skip !== undefined) return [];
  return (['tiny-sd', 'tiny-jsd'] as const).flatMap((model) => {
    const folder = referencePath('models', 'pipelines', model);
    return readdirSync(folder)
      .filter((name) => name.includes('txt2img-') && !name.includes('unipc'))
      .map((name) => {
        const text = readFileSync(join(folder, name, 'run.json'), 'utf8');
        // Python writes minus infinity bare.
        const run = JSON.parse(text.replaceAll(': -Infinity', ': "-Infinity"')) as GoldenRun;
        return { ...run, model, folder: join(folder, name) };
      });
  });
}

/** The request that a run answers. Its seeds are one per picture, or one generator for the whole batch. */
export function requestOf(run: GoldenRun): TextToImageRequest {
  const { negative_prompt: negativePrompt, seed } = run;
  return {
    prompts: [run.prompt].flat(),
    ...(negativePrompt !== null && { negativePrompt }),
    imagesPerPrompt: run.num_images_per_prompt ?? 1,
    width: run.width,
    height: run.height,
    steps: run.steps,
    guidanceScale: run.guidance,
    seeds: [seed].flat().map(BigInt),
    oneGenerator: !Array.isArray(seed),
    scheduler: schedulerOfClass(run.scheduler),
    schedulerOptions: readNoiseScheduleConfig(run.scheduler_kwargs ?? {}),
    ...(run.eta !== undefined && { eta: run.eta }),
  };
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
