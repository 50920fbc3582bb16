import type { InitImage } from '../api/contract/init-image.ts';
import { readInput, readMask } from '../images/input-file.ts';
import type { WorkerInitImage } from '../workers/messages.ts';
import type { InputsService } from './inputs.ts';

/** Width and height in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of the picture to begin from; both it and its mask must be there. @throws StudioError INPUT_NOT_FOUND */
export async function measureInitImage(
  initImage: InitImage | undefined,
  inputs: InputsService,
): Promise<Size | undefined> {
  if (initImage === undefined) return undefined;
  if (initImage.mask !== undefined) inputs.require(initImage.mask);
  return await inputs.measure(initImage.image);
}

/** What the worker begins from: the pixels behind the ids. @throws StudioError INPUT_NOT_FOUND */
export async function readInitImage(
  { image, mask, strength, fit, keepOriginal, margins }: InitImage,
  inputs: InputsService,
): Promise<WorkerInitImage> {
  return {
    strength,
    fit,
    keepOriginal,
    ...(margins && { margins }),
    image: await readInput(inputs.require(image)),
    ...(mask !== undefined && { mask: await readMask(inputs.require(mask)) }),
  };
}
