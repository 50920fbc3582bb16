import { join } from 'node:path';

import { writeFullSizeModel } from './full-size-model.ts';
import type { ImportMeasurement } from './import-once.ts';
import { runApart, scratchFolder } from './scratch.ts';

/**
 * Measures how long a model takes to be read and described, and what must be rewritten to be rewritten, each in a process
 * of its own.
 *
 * @param path a diffusers folder or a single file; null: Stable Diffusion v1 at full size, 4.3 GB, whose weights are holes.
 */
export async function benchImport(path: string | null): Promise<void> {
  console.log(row(['', 'size', 'time', 'CPU', 'peak memory']));
  if (path !== null) {
    await measure('read', path);
    return;
  }
  const holes = { values: 'holes' } as const;
  await using scratch = await scratchFolder('bench');
  const folder = scratch.path;
  await measure('read, float32', await writeFullSizeModel(join(folder, 'float32'), holes));
  await measure(
    'read, float16',
    await writeFullSizeModel(join(folder, 'float16'), { ...holes, dtype: 'F16' }),
  );
  const text = await writeFullSizeModel(join(folder, 'mixed'), { ...holes, textDtype: 'BF16' });
  await measure('rewrite text encoder', text);
}

async function measure(what: string, path: string): Promise<void> {
  const measured = await runApart<ImportMeasurement>('import-once.ts', path);
  const { bytes, seconds, cpuSeconds, peakBytes } = measured;
  console.log(
    row([
      what,
      `${(bytes / 1e9).toFixed(2)} GB`,
      `${seconds.toFixed(2)} s`,
      `${cpuSeconds.toFixed(2)} s`,
      `${Math.round(peakBytes / 2 ** 20)} MiB`,
    ]),
  );
}

function row([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(22) + cells.map((cell) => cell.padStart(13)).join('');
}
