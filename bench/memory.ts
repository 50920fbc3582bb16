import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { readModel } from '../native-models/checkpoints/read-model.ts';
import { pixelsPerLatent } from '../native-models/pipelines/latent-size.ts';
import { predictMemory } from '../native-models/pipelines/predict-memory.ts';
import { writeFullSizeModel } from './full-size-model.ts';
import type { MemoryResult, MemoryTask } from './memory-once.ts';
import { scratchFolder } from './scratch.ts';

/**
 * Prints predicted and measured memory side by side: of a model, or of the demo model and of Stable Diffusion v1 at full
 * size, whose weights are holes: they cost no disk and take the same memory. Linux only.
 */
export async function benchMemory(demoModel: string, model: string | null): Promise<void> {
  console.log(
    `${cpus()[0]?.model.trim()}, Node ${process.version}; MiB, two steps with guidance\n`,
  );
  console.log(
    row(['', 'footprint', 'own: predicted', 'measured', 'mapped: predicted', 'measured']),
  );
  if (model !== null) {
    await measureModel(model, model, [256, 512]);
    return;
  }
  await measureModel('demo', demoModel, [256, 512, 768]);
  await using scratch = await scratchFolder('memory');
  const folder = scratch.path;
  await writeFullSizeModel(folder, { values: 'holes' });
  await measureModel('Stable Diffusion v1', folder, [256, 512]);
}

async function measureModel(name: string, path: string, sides: readonly number[]): Promise<void> {
  const description = await readModel(path);
  for (const side of sides) {
    for (const footprint of ['usual', 'small'] as const) {
      const latents = side / pixelsPerLatent;
      const predicted = predictMemory(description, {
        height: latents,
        width: latents,
        batch: 1,
        guidance: true,
        encodes: false,
        footprint,
      });
      const measured = await measureOnce({ model: path, side, footprint });
      console.log(
        row([
          `${name}, ${side} px`,
          footprint,
          mebibytes(predicted.ownBytes),
          mebibytes(measured.ownBytes),
          mebibytes(predicted.mappedBytes),
          mebibytes(measured.mappedBytes),
        ]),
      );
    }
  }
}

async function measureOnce(task: MemoryTask): Promise<MemoryResult> {
  const child = fork(join(import.meta.dirname, 'memory-once.ts'), [JSON.stringify(task)]);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process that measures ended with code ${code}.`);
  });
  const [result] = await Promise.race([once(child, 'message'), ended]);
  return result as MemoryResult;
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}

function row([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(30) + cells.map((cell) => cell.padStart(19)).join('');
}
