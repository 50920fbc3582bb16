import { createHash } from 'node:crypto';
import { hiresFix } from '../../native-models/pipelines/hires-fix.ts';
import { imageToImage } from '../../native-models/pipelines/image-to-image.ts';
import { inpaint } from '../../native-models/pipelines/inpaint.ts';
import { outpaint } from '../../native-models/pipelines/outpaint.ts';
import type {
  ImageToImageModel,
  PictureEvent,
  PipelineOptions,
  TextToImageRequest,
} from '../../native-models/pipelines/picture-request.ts';
import { fitImage } from '../../native-models/pipelines/prepare-image.ts';
import { smallTileRule } from '../../native-models/pipelines/tiles.ts';
import { textToImage } from '../../native-models/pipelines/text-to-image.ts';
import { resizeRaster } from '../../native-models/pictures/resize.ts';
import type { FurtherPicture, PrintTask, WorkerImage } from './messages.ts';

/** What the worker reports of a task's pictures; the message ids are added by the caller. */
export type TaskEvent =
  | {
      type: 'step';
      index: number;
      step: number;
      steps: number;
      seconds: number;
      preview: WorkerImage | null;
    }
  | {
      type: 'image';
      index: number;
      left: number;
      batch: number;
      image: WorkerImage;
      noiseHash: string;
    };

/**
 * Makes the pictures of a task.
 *
 * @param batch how many of them go through the UNet at once
 * @param betweenSteps awaited after every step and between two finished pictures; its time counts for none
 * @throws the engine's errors, and the signal's reason
 */
export async function* printTask(
  model: ImageToImageModel,
  { batch = 1, ...task }: PrintTask & { readonly batch?: number },
  signal: AbortSignal,
  betweenSteps: () => Promise<void> = async () => {},
): AsyncGenerator<TaskEvent, void, void> {
  const { settings, footprint, previewEvery } = task;
  const { variation } = settings;
  const pictures = picturesOf(task);
  const request = {
    prompts: pictures.map(({ prompt }) => prompt),
    negativePrompt: pictures.map(({ negativePrompt }) => negativePrompt),
    width: settings.width,
    height: settings.height,
    steps: settings.steps,
    guidanceScale: settings.guidance,
    seeds: pictures.map(({ seed }) => BigInt(seed)),
    batchSize: batch,
    scheduler: settings.sampler,
    syntax: settings.promptSyntax,
    clipSkip: settings.clipSkip,
    ...(settings.deepCache !== undefined && { deepCacheInterval: settings.deepCache }),
    noiseSource: noiseSources[settings.noiseSource],
    ...(variation && {
      variation: {
        subseeds: pictures.map(({ variationSeed = variation.seed }) => BigInt(variationSeed)),
        strength: variation.strength,
      },
    }),
    previews: true,
    ...(previewEvery !== undefined && { previewEvery }),
    ...(footprint === 'small' && { rowsPerCall: 1, tiles: smallTileRule }),
  };
  let begun = performance.now();
  let seconds = 0;
  for await (const event of runPipeline(model, request, task, { signal })) {
    const { index } = event;
    const first = index - (index % batch);
    const together = Math.min(batch, pictures.length - first);
    if (event.type === 'image') {
      const { width, height, rgb } = event;
      const left = pictures.length - 1 - index;
      const image = { width, height, rgb };
      const noiseHash = hashNoise(event.noise);
      yield { type: 'image', index, left, batch: together, image, noiseHash };
      if (left === 0) continue;
    } else {
      const { step, steps, preview } = event;
      if (index === first) seconds = (performance.now() - begun) / 1000 / together;
      const small = preview ? shrink(preview) : null;
      yield { type: 'step', index, step, steps, seconds, preview: small };
      // The others have taken this step as well.
      if (index < first + together - 1) continue;
    }
    await betweenSteps();
    begun = performance.now();
  }
}

/** The first picture and those that are made with it. */
function picturesOf({ prompt, negativePrompt, seed, further = [] }: PrintTask): FurtherPicture[] {
  return [{ prompt, negativePrompt, seed }, ...further];
}

/** Longer side of a preview at most, in pixels: TAESD draws them at full size. */
const previewSide = 256;

function shrink({ width, height, rgb }: WorkerImage): WorkerImage {
  const scale = previewSide / Math.max(width, height);
  if (scale >= 1) return { width, height, rgb };
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const { data } = resizeRaster({ width, height, data: rgb }, 3, size, 'bilinear');
  return { ...size, rgb: data };
}

/** The pipeline that the task's picture, mask, margins and second pass ask for. */
function runPipeline(
  model: ImageToImageModel,
  request: TextToImageRequest,
  { initImage: start, settings }: Pick<PrintTask, 'initImage' | 'settings'>,
  options: PipelineOptions,
): AsyncGenerator<PictureEvent, void, undefined> {
  if (start === undefined) {
    if (settings.hiresFix === undefined) return textToImage(model, request, options);
    const { width, height, strength, steps, sampler } = settings.hiresFix;
    const second = {
      firstPass: { width, height },
      strength,
      ...(steps !== undefined && { secondSteps: steps }),
      ...(sampler !== undefined && { secondScheduler: sampler }),
    };
    return hiresFix(model, { ...request, ...second }, options);
  }
  const { margins = noMargins, mask, ...rest } = start;
  const { left, right, top, bottom } = margins;
  if (left + right + top + bottom > 0) {
    const inner = { width: request.width - left - right, height: request.height - top - bottom };
    const image = fitImage(start.image, inner, start.fit);
    const { strength } = start;
    return outpaint(model, { ...request, image, strength, margins, ...blending }, options);
  }
  if (mask === undefined) return imageToImage(model, { ...request, ...rest }, options);
  return inpaint(model, { ...request, ...rest, mask, ...blending }, options);
}

const noiseSources = { cpu: 'torch-cpu', gpu: 'torch-cuda' } as const;

const noMargins = { left: 0, right: 0, top: 0, bottom: 0 };

/**
 * As diffusers 0.14 and later, which mixes the picture in once more at the end. Without that, as in rinna's notebook, the
 * noise of the last step stays outside the mask; the last step of DPM-Solver, UniPC and DEIS has much of it.
 */
const blending = { blending: 'legacy' } as const;

/** SHA-256 of little-endian float32. Every platform that Node and ONNX Runtime know is little-endian. */
function hashNoise(noise: Float32Array): string {
  const bytes = new Uint8Array(noise.buffer, noise.byteOffset, noise.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}
