import { readDiffusersFolder } from '../native-models/checkpoints/diffusers-folder.ts';
import type { DiffusersModel } from '../native-models/checkpoints/diffusers-model.ts';
import type { Int8Layers } from '../native-models/graphs/int8-layers.ts';
import {
  type LoadedDiffusionModel,
  loadDiffusionModel,
  type LoadOptions,
} from '../native-models/models/load-diffusion-model.ts';
import { calibrateInt8 } from '../native-models/pipelines/calibrate-int8.ts';
import type { TextToImageRequest } from '../native-models/pipelines/picture-request.ts';
import type { SchedulerName } from '../native-models/schedulers/scheduler-names.ts';
import { textToImage } from '../native-models/pipelines/text-to-image.ts';
import { scratchFolder } from './scratch.ts';
import { writeTaesdSizedDecoder } from './taesd-sized-decoder.ts';

/** What a user may trade for time, as fields of a request or as another way to load the model. The first is exact. */
interface Choice {
  readonly name: string;
  readonly fields: Partial<TextToImageRequest>;
  readonly load?: LoadOptions;
  /** Its pictures are noise: only its speed means something. */
  readonly speedOnly?: boolean;
}

const choicesAt = (
  steps: number,
  int8: Int8Layers,
  taesd: { readonly name: string; readonly path: string; readonly speedOnly: boolean },
): readonly Choice[] => [
  { name: 'exact', fields: {} },
  { name: 'DeepCache, every 2nd step', fields: { deepCacheInterval: 2 } },
  { name: 'DeepCache, every 3rd step', fields: { deepCacheInterval: 3 } },
  { name: 'DeepCache, every 5th step', fields: { deepCacheInterval: 5 } },
  ...[0.75, 0.6, 0.5].map((share) => {
    const fewer = Math.round(share * steps);
    return { name: `${fewer} steps`, fields: { steps: fewer } };
  }),
  { name: '8-bit integers', fields: {}, load: { int8 } },
  {
    name: '8-bit integers and DeepCache, every 2nd step',
    fields: { deepCacheInterval: 2 },
    load: { int8 },
  },
  { name: taesd.name, fields: {}, load: { vae: taesd.path }, speedOnly: taesd.speedOnly },
  { name: 'LCM, 8 steps, no guidance', fields: { scheduler: 'lcm', steps: 8, guidanceScale: 1 } },
  { name: 'TCD, 8 steps, no guidance', fields: { scheduler: 'tcd', steps: 8, guidanceScale: 1 } },
];

const PROMPTS = ['サラリーマン 油絵', '夏祭りの夜', '雪の五重塔', '桜の下の猫'];

export interface ChoiceBenchOptions {
  /** Pixels; default: what the VAE was trained at. */
  readonly size?: number;
  readonly steps: number;
  readonly sampler: SchedulerName;
  /** Pictures per choice. */
  readonly pictures: number;
  /** TAESD that fits the model's latents. Left out: one of its size, of which only the speed means something. */
  readonly taesd?: string;
}

/**
 * Prints what each choice gains and how far it is from the exact pictures of the same prompts and seeds: processor time
 * of the same steps, without the sessions' opening, and grey levels (0 … 255).
 */
export async function benchChoices(
  folder: string,
  { size, steps, sampler, pictures, taesd }: ChoiceBenchOptions,
): Promise<void> {
  const description = await readDiffusersFolder(folder);
  await using scratch = await scratchFolder('choices');
  const decoder =
    taesd === undefined
      ? {
          name: 'a decoder of TAESD’s size',
          path: await writeTaesdSizedDecoder(scratch.path),
          speedOnly: true,
        }
      : { name: 'TAESD', path: taesd, speedOnly: false };
  const pixels = size ?? description.vae.config.sampleSize;
  const request = (fields: Partial<TextToImageRequest>, k: number): TextToImageRequest => ({
    prompts: [PROMPTS[k % PROMPTS.length]!],
    width: pixels,
    height: pixels,
    // What the demo models recommend.
    guidanceScale: 4,
    scheduler: sampler,
    seeds: [BigInt(k)],
    steps,
    ...fields,
  });

  console.log(
    `${description.path}, ${pixels} px, ${sampler}, ${steps} steps, ${pictures} pictures each\n`,
  );
  const before = process.cpuUsage();
  const int8 = await calibrate(description);
  console.log(
    `calibrated for 8-bit integers in ${cpuSecondsSince(before).toFixed(1)} CPU seconds: ` +
      `${int8.size} layers\n`,
  );
  console.log(row(['', 'CPU each', 'faster', 'PSNR', 'mean', 'worst picture']));
  let exact: Print[] = [];
  for (const { name, fields, load, speedOnly } of choicesAt(steps, int8, decoder)) {
    const model = await loadDiffusionModel(description, load);
    await print(model, request(fields, 0));
    const prints: Print[] = [];
    for (let k = 0; k < pictures; k++) prints.push(await print(model, request(fields, k)));
    await model.dispose();
    if (exact.length === 0) exact = prints;
    const differences = prints.map(({ rgb }, k) => meanDifference(rgb, exact[k]!.rgb));
    const cpu = (all: readonly Print[]) => mean(all.map(({ cpuSeconds }) => cpuSeconds));
    console.log(
      row([
        name,
        `${cpu(prints).toFixed(3)} s`,
        `${(cpu(exact) / cpu(prints)).toFixed(2)}×`,
        ...(speedOnly
          ? []
          : [
              `${mean(prints.map(({ rgb }, k) => signalToNoise(rgb, exact[k]!.rgb))).toFixed(1)} dB`,
              mean(differences).toFixed(2),
              Math.max(...differences).toFixed(2),
            ]),
      ]),
    );
  }
}

async function calibrate(description: DiffusersModel): Promise<Int8Layers> {
  const calibration = calibrateInt8(description);
  for (;;) {
    const { done, value } = await calibration.next();
    if (done) return value;
  }
}

interface Print {
  readonly rgb: Uint8Array;
  readonly cpuSeconds: number;
}

async function print(model: LoadedDiffusionModel, request: TextToImageRequest): Promise<Print> {
  const before = process.cpuUsage();
  let rgb = new Uint8Array();
  for await (const event of textToImage(model, request))
    if (event.type === 'image') rgb = new Uint8Array(event.rgb);
  return { rgb, cpuSeconds: cpuSecondsSince(before) };
}

function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, k) => sum + Math.abs(value - b[k]!), 0) / a.length;
}

/** Peak signal to noise, decibels. */
function signalToNoise(a: Uint8Array, b: Uint8Array): number {
  const squared = a.reduce((sum, value, k) => sum + (value - b[k]!) ** 2, 0) / a.length;
  return 10 * Math.log10(255 ** 2 / squared);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function row([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(46) + cells.map((cell) => cell.padStart(15)).join('');
}
