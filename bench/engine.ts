import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';

import { readDiffusersFolder } from '../native-models/checkpoints/diffusers-folder.ts';
import type { BenchmarkNetwork, MatrixProductSpeed } from '../native-models/models/benchmark.ts';
import type { SessionOptions } from '../native-models/models/sessions.ts';
import { writeFullSizeModelOnce } from './full-size-model.ts';
import type { Job, JobResults } from './measure-once.ts';
import {
  describeNetwork,
  mebibytes,
  type Measured,
  printHead,
  speed,
  time,
} from './engine-table.ts';
import type { Report } from './report.ts';
import { runApart, scratchFolder } from './scratch.ts';

export interface EngineBenchOptions extends Pick<SessionOptions, 'threads' | 'weightMemory'> {
  /** Pixels; default: what the VAE was trained at. */
  readonly size?: number;
  /** Runs per network that count, fewer where they take long. */
  readonly runs: number;
  /** Only lines whose name contains this. */
  readonly only?: string;
  readonly report: Report;
}

/** Prints a diffusers folder's table, line by line as it is measured. */
export async function benchFolder(folder: string, options: EngineBenchOptions): Promise<void> {
  const peak = await printPeak(options);
  await benchModel(folder, peak, options);
}

/**
 * Prints everything that docs/performance.md records of the engine: the demo model, then Stable Diffusion v1's sizes at
 * 256 and 512 px.
 *
 * @param kept where full-size weights are left for the next time; null: in the temporary folder, removed at the end.
 */
export async function benchEverything(
  demoFolder: string,
  kept: string | null,
  options: EngineBenchOptions,
): Promise<void> {
  const peak = await printPeak(options);
  await benchModel(demoFolder, peak, options);
  await using folder = kept === null ? await scratchFolder('bench') : null;
  const model = await writeFullSizeModelOnce(join(kept ?? folder?.path ?? '', 'float32'), 'F32');
  await benchFullSize(model, peak, options);
}

/** Every form that a network is measured in: what a plain exporter writes, run as ONNX Runtime does by default, then ours. */
interface Form {
  readonly name: string;
  readonly form: 'cpu' | 'int8' | 'naive';
  readonly sessions: SessionOptions;
}

const naive: Form = {
  name: 'plain export',
  form: 'naive',
  sessions: { weightMemory: 'prepacked', spinning: true },
};
const mapped: Form = { name: 'mapped', form: 'cpu', sessions: { weightMemory: 'mapped' } };
const prepacked: Form = {
  name: 'prepacked',
  form: 'cpu',
  sessions: { weightMemory: 'prepacked' },
};

const int8: Form = {
  name: '8-bit integers',
  form: 'int8',
  sessions: { weightMemory: 'prepacked' },
};

const NETWORKS: readonly BenchmarkNetwork[] = [
  'text encoder',
  'UNet',
  'UNet, shallow step',
  'VAE decoder',
  'VAE encoder',
];

async function benchModel(
  folder: string,
  peak: MatrixProductSpeed,
  { size, runs, threads, weightMemory, only, report }: EngineBenchOptions,
): Promise<void> {
  const { vae } = await readDiffusersFolder(folder);
  const pixels = size ?? vae.config.sampleSize;
  const scale = 2 ** (vae.config.blockOutChannels.length - 1);
  if (pixels % scale !== 0) throw new RangeError(`${pixels} pixels are no multiple of ${scale}.`);
  const ours: Form = {
    name: weightMemory ?? 'as Nishiki runs it',
    form: 'cpu',
    sessions: { ...(threads !== undefined && { threads }), ...(weightMemory && { weightMemory }) },
  };
  printHead(folder, report);
  for (const network of NETWORKS) {
    const forms = network === 'UNet' ? [naive, ours, int8] : [naive, ours];
    await benchForms(folder, network, pixels, forms, { peak, runs, threads, only, report });
  }
  await printGeneration(folder, pixels, report, only);
}

async function benchFullSize(
  folder: string,
  peak: MatrixProductSpeed,
  { runs, threads, only, report }: EngineBenchOptions,
): Promise<void> {
  printHead("Stable Diffusion v1's sizes", report);
  const bench = (network: BenchmarkNetwork, pixels: number, forms: readonly Form[]) =>
    benchForms(folder, network, pixels, forms, { peak, runs, threads, only, report });
  // Either half of the VAE is small enough to be always prepacked.
  await bench('text encoder', 512, [naive, mapped, prepacked]);
  for (const pixels of [256, 512]) {
    await bench('UNet', pixels, [naive, mapped, prepacked, int8]);
    await bench('UNet, shallow step', pixels, [mapped]);
    await bench('VAE decoder', pixels, [naive, prepacked]);
    await bench('VAE encoder', pixels, [naive, prepacked]);
  }
  await printTaesd(report, only);
  await printGeneration(folder, 256, report, only);
  const tiles = 'VAE decoder, 1024 px in tiles';
  if (!tiles.includes(only ?? '')) return;
  const tiled = await measure({ kind: 'tiled decode', folder, pixels: 1024 });
  report.add(tiles, tiled);
  report.line(`${tiles}: ${time(tiled.seconds)}, peak memory ${mebibytes(tiled.peakBytes)}`);
}

/** Measures a network in several forms, each in a process of its own, the first being what the others are compared with. */
async function benchForms(
  folder: string,
  network: BenchmarkNetwork,
  pixels: number,
  forms: readonly Form[],
  {
    peak,
    runs,
    threads,
    only = '',
    report,
  }: Pick<EngineBenchOptions, 'runs' | 'report'> & {
    readonly peak: MatrixProductSpeed;
    readonly threads: number | undefined;
    readonly only: string | undefined;
  },
): Promise<void> {
  const what = network === 'text encoder' ? network : `${network} ${pixels} px`;
  if (!what.includes(only)) return;
  const side = pixels / 8;
  const repetitions = { runs, seconds: SECONDS_PER_NETWORK };
  let first: Measured | null = null;
  for (const { name, form, sessions } of forms) {
    const of = { network, height: side, width: side, form, sessions };
    const measured = await measure({ kind: 'network', folder, of, repetitions });
    const cores = threads ?? availableParallelism();
    report.add(`${what}, ${name}`, measured);
    report.line(describeNetwork(`${what}, ${name}`, measured, first, peak, cores));
    first ??= measured;
  }
}

const SECONDS_PER_NETWORK = 6;

async function printPeak({
  threads,
  runs,
  report,
}: EngineBenchOptions): Promise<MatrixProductSpeed> {
  const cores = threads ?? availableParallelism();
  const repetitions = { runs: Math.max(20, runs), seconds: 4 };
  const peak = await measure({ kind: 'matrix product', threads: cores, repetitions });
  const processor = cpus()[0]?.model.trim();
  report.add('matrix product', { processor, threads: cores, node: process.version, ...peak });
  report.line(`${processor}, ${cores} threads, Node ${process.version}`);
  report.line(
    `matrix product: ${speed(peak.byWallClock)} by the clock, ${speed(peak.byProcessor)} by processor time`,
  );
  return peak;
}

async function printTaesd(report: Report, only = ''): Promise<void> {
  for (const pixels of [256, 512]) {
    const name = `TAESD decoder ${pixels} px`;
    if (!name.includes(only)) continue;
    const measured = await measure({ kind: 'TAESD decode', pixels });
    const { seconds, cpuSeconds } = measured;
    const cores = availableParallelism();
    report.add(name, measured);
    report.line(`${name}: ${time(seconds)}, CPU/cores ${time(cpuSeconds / cores)}`);
  }
}

async function printGeneration(
  folder: string,
  pixels: number,
  report: Report,
  only = '',
): Promise<void> {
  if (!'a picture'.includes(only)) return;
  const steps = 20;
  const kinds = [
    ['a preview of every step', 0],
    ['previews ten times a second', 100],
    ['no previews', null],
  ] as const;
  for (const [name, previewEvery] of kinds) {
    const job = { kind: 'generation', folder, pixels, steps, previewEvery } as const;
    const { later, ...first } = await measure(job);
    const tell = (which: string, { cpuSeconds, outside }: Omit<typeof first, 'peakBytes'>) => {
      const share = ((100 * outside.cpuSeconds) / cpuSeconds).toFixed(2);
      const what = `a picture, ${pixels} px, ${steps} steps, ${name}, ${which}`;
      report.add(what, { cpuSeconds, outside });
      report.line(
        `${what}: ${time(cpuSeconds)} of processor time, ` +
          `outside sessions ${time(outside.cpuSeconds)}, ${share} %`,
      );
    };
    tell('the first of a process', first);
    // Where steps take long, previews do not count and nothing is learned from a second picture.
    if (later === null) return;
    tell('a later one', later);
  }
}

async function measure<Kind extends Job['kind']>(
  job: Extract<Job, { kind: Kind }>,
): Promise<JobResults[Kind] & { readonly peakBytes: number }> {
  return await runApart('measure-once.ts', JSON.stringify(job));
}
