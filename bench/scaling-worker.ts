/**
 * One worker of bench/scaling.ts. It loads the model, makes one batch that does not count, says `ready`, waits to be told
 * to begin, and says `done`. Its argument is a `ScalingTask` as JSON.
 */
import { once } from 'node:events';

import { readDiffusersFolder } from '../native-models/checkpoints/diffusers-folder.ts';
import {
  loadDiffusionModel,
  type LoadedDiffusionModel,
} from '../native-models/models/load-diffusion-model.ts';
import { textToImage } from '../native-models/pipelines/text-to-image.ts';

export interface ScalingTask {
  readonly folder: string;
  readonly threads: number;
  /** Pictures that one UNet call works on. */
  readonly batch: number;
  readonly pictures: number;
  readonly steps: number;
  /** Pixels. */
  readonly side: number;
}

const task = JSON.parse(process.argv[2] ?? '') as ScalingTask;
const { folder, threads, batch, pictures } = task;
const model = await loadDiffusionModel(await readDiffusersFolder(folder), { threads });
await makePictures(model, { ...task, steps: 1 }, batch);
process.send?.('ready');
await once(process, 'message');
const before = process.cpuUsage();
await makePictures(model, task, pictures);
const { user, system } = process.cpuUsage(before);
process.send?.({ cpuSeconds: (user + system) / 1e6 });
await model.dispose();
process.disconnect();

async function makePictures(
  loaded: LoadedDiffusionModel,
  { steps, side, batch: batchSize }: ScalingTask,
  count: number,
): Promise<void> {
  const pictured = textToImage(loaded, {
    prompts: ['a cat, oil painting'],
    imagesPerPrompt: count,
    seeds: Array.from({ length: count }, (_, seed) => BigInt(seed)),
    width: side,
    height: side,
    steps,
    guidanceScale: 7.5,
    scheduler: 'dpmpp-2m',
    batchSize,
  });
  for await (const event of pictured) void event;
}
