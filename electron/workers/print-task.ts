import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { TextToImageModel } from '../../native-models/pipelines/picture-request.ts';
import { textToImage } from '../../native-models/pipelines/text-to-image.ts';
import type { PrintTask, WorkerImage } from './messages.ts';

/** What the worker reports of one picture; the message ids are added by the caller. */
export type TaskEvent =
  | { type: 'step'; step: number; steps: number; seconds: number; preview: WorkerImage | null }
  | { type: 'image'; image: WorkerImage; noiseHash: string };

/**
 * Makes one picture. Between two steps the event loop turns once: ONNX Runtime blocks it while a step runs, and a
 * request to cancel must be heard.
 *
 * @throws the engine's errors, and the signal's reason
 */
export async function* printTask(
  model: TextToImageModel,
  { prompt, negativePrompt, seed, settings }: PrintTask,
  signal: AbortSignal,
): AsyncGenerator<TaskEvent, void, void> {
  const request = {
    prompts: [prompt],
    negativePrompt,
    width: settings.width,
    height: settings.height,
    steps: settings.steps,
    guidanceScale: settings.guidance,
    seeds: [BigInt(seed)],
    scheduler: settings.sampler,
    previews: true,
  };
  let begun = performance.now();
  for await (const event of textToImage(model, request, { signal })) {
    if (event.type === 'image') {
      const { width, height, rgb } = event;
      yield { type: 'image', image: { width, height, rgb }, noiseHash: hashNoise(event.noise) };
    } else {
      const { step, steps, preview } = event;
      const seconds = (performance.now() - begun) / 1000;
      yield { type: 'step', step, steps, seconds, preview: preview ?? null };
      await setImmediate();
      begun = performance.now();
    }
  }
}

/** SHA-256 of little-endian float32. Every platform that Node and ONNX Runtime know is little-endian. */
function hashNoise(noise: Float32Array): string {
  const bytes = new Uint8Array(noise.buffer, noise.byteOffset, noise.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}
