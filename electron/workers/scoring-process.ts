/**
 * Entry of a process that scores pairs of pictures and captions, one after the other. ONNX Runtime runs here and not in the
 * process that talks to the user: a run cannot be interrupted, a process can.
 */
import { once } from 'node:events';
import sharp from 'sharp';
import { openScorer, type Scorer } from '../../native-models/models/scorer.ts';
import type { RgbImage } from '../../native-models/pictures/rgb-image.ts';
import type { FromScoring, ScoringTask } from './scoring-messages.ts';

process.on('disconnect', () => process.exit(0));
// Ctrl+C reaches every process of a terminal, but it is for the parent to answer.
process.on('SIGINT', () => {});

const [task] = (await once(process, 'message')) as [ScoringTask];
try {
  const scorer = await openScorer(task.scorer, { threads: task.threads });
  for (const pair of task.pairs) await post(await score(scorer, pair));
  await post({ type: 'done' });
} catch (error) {
  await post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}
process.disconnect();

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
  const [row] = await scorer.scoreImages([image], [caption]);
  return { type: 'scored', score: row?.[0] ?? NaN };
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

function post(message: FromScoring): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}
