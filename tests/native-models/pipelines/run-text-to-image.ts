import { PipelineError } from '../../../native-models/pipelines/pipeline-error.ts';
import type { PipelineErrorCode } from '../../../native-models/pipelines/pipeline-error.ts';
import { textToImage } from '../../../native-models/pipelines/text-to-image.ts';
import type {
  PictureEvent,
  PipelineOptions,
  TextToImageModel,
  TextToImageRequest,
} from '../../../native-models/pipelines/picture-request.ts';
import { createFakeModel } from './fake-model.ts';

/** A picture in three steps. */
export const request: TextToImageRequest = {
  prompts: ['cat'],
  negativePrompt: 'dog',
  width: 16,
  height: 8,
  steps: 3,
  guidanceScale: 7.5,
  seeds: [42n],
  scheduler: 'ddim',
};

/** All that `textToImage` tells of a request. */
export async function run(
  asked: TextToImageRequest,
  model: TextToImageModel = createFakeModel(),
  options: PipelineOptions = {},
): Promise<PictureEvent[]> {
  const events: PictureEvent[] = [];
  for await (const event of textToImage(model, asked, options)) events.push(event);
  return events;
}

/** The pictures among them. */
export function imagesOf(
  events: readonly PictureEvent[],
): Extract<PictureEvent, { type: 'image' }>[] {
  return events.filter((event) => event.type === 'image');
}

/** For `assert.throws` and `assert.rejects`. */
export function withCode(code: PipelineErrorCode, message = /./): (error: unknown) => boolean {
  return (error) =>
    error instanceof PipelineError && error.code === code && message.test(error.message);
}
