/**
 * Entry of a process that scores pairs of pictures and captions, one after the other. ONNX Runtime runs here and not in the
 * process that talks to the user: a run cannot be interrupted, a process can.
 */
import { constants, setPriority } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { dotProduct, openScorer, type Scorer } from '../../native-models/models/scorer.ts';
import type { RgbImage } from '../../native-models/pictures/rgb-image.ts';
import { openParentPort } from './parent-port.ts';
import type { FromScoring, ScoringTask } from './scoring-messages.ts';

const port = openParentPort<ScoringTask, FromScoring>();
port.onClose(() => process.exit(0));
port.onMessage((task) => void work(task));

async function work(task: ScoringTask): Promise<void> {
  if (task.background) setPriority(constants.priority.PRIORITY_LOW);
  try {
    const scorer = await openScorer(task.scorer, { threads: task.threads });
    for (const text of task.texts ?? []) {
      const [feature] = await scorer.textFeatures([text]);
      port.post({ type: 'text', feature: [...feature!] });
    }
    for (const pair of task.pairs) {
      port.post(await score(scorer, pair));
      // A run holds its thread: what was said goes out between two of them.
      await setImmediate();
    }
    port.post({ type: 'done' });
  } catch (error) {
    port.post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function score(
  scorer: Scorer,
  { picture, caption }: ScoringTask['pairs'][number],
): Promise<FromScoring> {
  let image: RgbImage;
  try {
    image = await readPicture(picture);
  } catch (error) {
    return { type: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
  const [words] = await scorer.textFeatures([caption]);
  const [feature] = await scorer.imageFeatures([image]);
  return { type: 'scored', score: dotProduct(feature!, words!), feature: [...feature!] };
}

async function readPicture(path: string): Promise<RgbImage> {
  const { data, info } = await sharp(path)
    .autoOrient()
    // What is transparent is seen on white, as in a browser.
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
}
