import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { readDiffusersFolder } from '../native-models/checkpoints/diffusers-folder.ts';
import type { ScalingTask } from './scaling-worker.ts';

export interface ScalingOptions {
  /** Pictures of each row; shared out among the workers. */
  readonly pictures: number;
  readonly steps: number;
  /** Pixels; default: what the UNet was trained at. */
  readonly size?: number;
}

const batches = [1, 2, 4];

/** Prints how fast a queue is finished by one worker with all cores and by one per core, and in batches. */
export async function benchScaling(
  folder: string,
  { pictures, steps, size }: ScalingOptions,
): Promise<void> {
  const { unet } = await readDiffusersFolder(folder);
  const side = size ?? 8 * (unet.config.sampleSize ?? 64);
  const cores = cpus().length;
  console.log(`${cpus()[0]?.model.trim()}, ${cores} processors, Node ${process.version}`);
  console.log(`${folder}, ${side} px, ${steps} steps with guidance, ${pictures} pictures a row\n`);
  console.log(row(['workers × threads', 'batch', 'pictures a minute', 'CPU s per picture']));
  for (const workers of cores > 1 ? [1, cores] : [1]) {
    const threads = Math.max(1, Math.floor(cores / workers));
    for (const batch of batches) {
      const task = { folder, threads, batch, pictures: pictures / workers, steps, side };
      const { seconds, cpuSeconds } = await runWorkers(workers, task);
      console.log(
        row([
          `${workers} × ${threads}`,
          String(batch),
          ((60 * pictures) / seconds).toFixed(1),
          (cpuSeconds / pictures).toFixed(2),
        ]),
      );
    }
  }
}

async function runWorkers(
  workers: number,
  task: ScalingTask,
): Promise<{ seconds: number; cpuSeconds: number }> {
  const entry = join(import.meta.dirname, 'scaling-worker.ts');
  const children = Array.from({ length: workers }, () => fork(entry, [JSON.stringify(task)]));
  try {
    await Promise.all(children.map((child) => nextMessage(child)));
    const begun = performance.now();
    const results = children.map((child) => nextMessage(child));
    for (const child of children) child.send('begin');
    const done = (await Promise.all(results)) as { cpuSeconds: number }[];
    const seconds = (performance.now() - begun) / 1000;
    return { seconds, cpuSeconds: done.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) };
  } finally {
    for (const child of children) child.kill();
  }
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`A worker ended with code ${code} before it was done.`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message;
}

function row([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(18) + cells.map((cell) => cell.padStart(20)).join('');
}
