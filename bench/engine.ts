import { cpus } from 'node:os';

import { readDiffusersFolder } from '../native-models/checkpoints/diffusers-folder.ts';
import { benchmarkModel, type Measurement } from '../native-models/models/benchmark.ts';
import type { SessionOptions } from '../native-models/models/sessions.ts';

export interface EngineBenchOptions extends Pick<SessionOptions, 'threads' | 'weightMemory'> {
  /** A diffusers folder. */
  readonly folder: string;
  /** Pixels; default: what the VAE was trained at. */
  readonly size?: number;
  readonly runs: number;
}

/** Prints a table, line by line as it is measured. */
export async function benchEngine({
  folder,
  size,
  runs,
  ...sessions
}: EngineBenchOptions): Promise<void> {
  const model = await readDiffusersFolder(folder);
  const pixels = size ?? model.vae.config.sampleSize;
  const scale = 2 ** (model.vae.config.blockOutChannels.length - 1);
  if (pixels % scale !== 0) throw new RangeError(`${pixels} pixels are no multiple of ${scale}.`);

  console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} processors, Node ${process.version}`);
  console.log(`${model.path}, ${pixels} px, best of ${runs} runs\n`);
  console.log(row(['', 'open', 'run', 'median', 'CPU', 'work', 'speed', 'of peak']));
  const latents = pixels / scale;
  const options = { height: latents, width: latents, runs, sessions };
  for await (const measurement of benchmarkModel(model, options))
    console.log(describe(measurement));
}

function describe(measurement: Measurement): string {
  switch (measurement.kind) {
    case 'matrix-product':
      return row([
        'matrix product',
        '',
        '',
        '',
        '',
        '',
        speed(measurement.operationsPerSecond),
        '100 %',
      ]);
    case 'memory':
      return `\npeak memory ${Math.round(measurement.peakBytes / 2 ** 20)} MiB`;
    case 'network': {
      const { network, openSeconds, bestSeconds, medianSeconds, cpuSeconds } = measurement;
      const { operations, shareOfPeak } = measurement;
      return row([
        network === 'UNet' ? 'UNet step' : network,
        ...[openSeconds, bestSeconds, medianSeconds, cpuSeconds].map(time),
        `${(operations / 1e9).toPrecision(3)} GFLOP`,
        speed(operations / bestSeconds),
        `${Math.round(100 * shareOfPeak)} %`,
      ]);
    }
  }
}

function row([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(15) + cells.map((cell) => cell.padStart(13)).join('');
}

function time(seconds: number): string {
  return seconds < 1 ? `${(1000 * seconds).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}

function speed(operationsPerSecond: number): string {
  return `${(operationsPerSecond / 1e9).toFixed(0)} GFLOP/s`;
}
