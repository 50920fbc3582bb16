import { embedWatermark } from '../../native-models/watermark/embed-watermark.ts';
import type { Companions } from './companions.ts';
import type { PrintTask, WorkerImage } from './messages.ts';

export interface FinishedPicture {
  readonly image: WorkerImage;
  readonly safety: 'passed' | 'blocked' | null;
}

/**
 * What is done to every finished picture before it leaves the worker: the safety checker looks at it as it was drawn, and
 * where it objects the pixels become black, as diffusers has it. What passes gets the watermark.
 *
 * @throws the engine's errors: a picture that was to be checked and cannot be is not given out
 */
export async function finishPicture(
  image: WorkerImage,
  { safetyChecker, watermark }: Pick<PrintTask, 'safetyChecker' | 'watermark'>,
  companions: Pick<Companions, 'safetyChecker'>,
): Promise<FinishedPicture> {
  const safety = safetyChecker === undefined ? null : await check(image, safetyChecker, companions);
  if (safety === 'blocked') {
    return { image: { ...image, rgb: new Uint8Array(image.rgb.length) }, safety };
  }
  const marked =
    watermark === undefined ? image : embedWatermark(image, Buffer.from(watermark, 'utf8'));
  return { image: marked, safety };
}

async function check(
  image: WorkerImage,
  folder: string,
  companions: Pick<Companions, 'safetyChecker'>,
): Promise<'passed' | 'blocked'> {
  const checker = await companions.safetyChecker(folder);
  const [verdict] = await checker.check([image]);
  return verdict?.isFlagged === false ? 'passed' : 'blocked';
}
