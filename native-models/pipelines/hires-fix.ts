import type { RgbImage } from '../pictures/rgb-image.ts';
import { imageToImage } from './image-to-image.ts';
import type {
  ImageToImageModel,
  PictureEvent,
  PipelineOptions,
  TextToImageRequest,
} from './picture-request.ts';
import type { SchedulerName } from '../schedulers/scheduler-names.ts';
import type { PixelSize } from './prepare-image.ts';
import { countSteps } from './prepare-batch.ts';
import { requireNoMask } from './require-channels.ts';
import { requireShare, settleRequest } from './settle-request.ts';
import { textToImage } from './text-to-image.ts';

/** Its `width` and `height` are those of the finished picture. Each picture has a seed of its own. */
export interface HiresFixRequest extends Omit<
  TextToImageRequest,
  'oneGenerator' | 'imagesPerPrompt'
> {
  /** What is composed first: near the size that the model was trained on. Multiples of 8. */
  readonly firstPass: PixelSize;
  /** 0 … 1, how far the enlarged picture is carried back into noise, and the share of the second steps taken. */
  readonly strength: number;
  /** Steps of the second schedule. Default: as many as the first. */
  readonly secondSteps?: number;
  /** Of the second pass. Default: that of the first. */
  readonly secondScheduler?: SchedulerName;
}

/**
 * Pictures larger than the model was trained on: composed at a size that it knows, enlarged, and drawn over as image to
 * image, so that detail comes and nothing is doubled. As "Hires. fix" of stable-diffusion-webui does with its Lanczos
 * upscaler: the second pass has the prompts and seeds of the first, its sampler or another, and noise of the larger size.
 *
 * Steps of both passes are counted through; the noise of the `image` event is that of the first.
 *
 * @throws as textToImage and imageToImage, both before the first step where the request is at fault
 */
export async function* hiresFix(
  model: ImageToImageModel,
  { firstPass, strength, secondSteps, secondScheduler, ...request }: HiresFixRequest,
  options: PipelineOptions = {},
): AsyncGenerator<PictureEvent, void, undefined> {
  requireShare('Strength', strength);
  requireNoMask(model.unet);
  const second = {
    ...request,
    ...(secondSteps !== undefined && { steps: secondSteps }),
    ...(secondScheduler !== undefined && { scheduler: secondScheduler }),
  };
  const images = settleRequest(second).batches.flatMap((batch) => batch.images);
  const steps = { second: countSteps(model, second, strength), first: countSteps(model, request) };
  const all = steps.first + steps.second;

  for await (const event of textToImage(model, { ...request, ...firstPass }, options)) {
    if (event.type === 'step') {
      yield { ...event, steps: all };
      continue;
    }
    const { index, seed, noise } = event;
    const { prompt, negativePrompt } = images[index]!;
    const drawnOver = imageToImage(
      model,
      {
        ...second,
        prompts: [prompt],
        negativePrompt,
        seeds: [seed],
        ...variationOf(second, index),
        image: imageOf(event),
        strength,
      },
      options,
    );
    for await (const later of drawnOver) {
      yield later.type === 'step'
        ? { ...later, index, step: steps.first + later.step, steps: all }
        : { ...later, index, noise };
    }
  }
}

/** What one picture of the request varies towards. */
function variationOf(
  { variation }: Pick<TextToImageRequest, 'variation'>,
  index: number,
): Pick<TextToImageRequest, 'variation'> {
  if (variation === undefined) return {};
  const { subseeds, strength } = variation;
  return { variation: { subseeds: subseeds.slice(index, index + 1), strength } };
}

function imageOf({ width, height, rgb }: RgbImage): RgbImage {
  return { width, height, rgb };
}
