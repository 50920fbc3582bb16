/** One row of bench/memory.ts in a process of its own: makes a picture and says how much memory it took at most. */
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

import { readModel } from '../native-models/checkpoints/read-model.ts';
import { loadDiffusionModel } from '../native-models/models/load-diffusion-model.ts';
import type { Footprint } from '../native-models/pipelines/predict-memory.ts';
import { textToImage } from '../native-models/pipelines/text-to-image.ts';
import { smallTileRule } from '../native-models/pipelines/tiles.ts';

export interface MemoryTask {
  readonly model: string;
  /** Pixels. */
  readonly side: number;
  readonly footprint: Footprint;
}

export interface MemoryResult {
  /** Largest anonymous and largest file-backed resident set. */
  readonly ownBytes: number;
  readonly mappedBytes: number;
}

/** A run blocks its event loop, so a thread looks; in milliseconds. */
const lookEvery = 20;

if (isMainThread) {
  const { model: path, side, footprint } = JSON.parse(process.argv[2] ?? '') as MemoryTask;
  const shared = new Float64Array(new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT));
  const watcher = new Worker(new URL(import.meta.url), { workerData: shared });
  const isSmall = footprint === 'small';
  const model = await loadDiffusionModel(await readModel(path), { oneNetworkAtATime: isSmall });
  const pictures = textToImage(model, {
    prompts: ['a cat, oil painting'],
    seeds: [42n],
    width: side,
    height: side,
    steps: 2,
    guidanceScale: 7.5,
    scheduler: 'ddim',
    ...(isSmall && { rowsPerCall: 1, tiles: smallTileRule }),
  });
  for await (const event of pictures) void event;
  watcher.postMessage('stop');
  const result: MemoryResult = { ownBytes: shared[0] ?? 0, mappedBytes: shared[1] ?? 0 };
  process.send?.(result);
  await watcher.terminate();
  process.disconnect();
} else {
  const peaks = workerData as Float64Array;
  const timer = setInterval(() => {
    const status = readFileSync('/proc/self/status', 'utf8');
    for (const [index, name] of ['RssAnon', 'RssFile'].entries()) {
      const kibibytes = Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
      peaks[index] = Math.max(peaks[index] ?? 0, kibibytes * 1024);
    }
  }, lookEvery);
  parentPort?.once('message', () => clearInterval(timer));
}
