import { readDiffusersFolder } from '../native-models/checkpoints/diffusers-folder.ts';
import {
  type LoadedDiffusionModel,
  loadDiffusionModel,
} from '../native-models/models/load-diffusion-model.ts';
import type { TextToImageRequest } from '../native-models/pipelines/picture-request.ts';
import type { SchedulerName } from '../native-models/schedulers/scheduler-names.ts';
import { textToImage } from '../native-models/pipelines/text-to-image.ts';

/** What a user may trade for time, as fields of a request. The first is exact. */
interface Choice {
  readonly name: string;
  readonly fields: Partial<TextToImageRequest>;
}

const choicesAt = (steps: number): readonly Choice[] => [
  { name: 'exact', fields: {} },
  { name: 'DeepCache, every 2nd step', fields: { deepCacheInterval: 2 } },
  { name: 'DeepCache, every 3rd step', fields: { deepCacheInterval: 3 } },
  { name: 'DeepCache, every 5th step', fields: { deepCacheInterval: 5 } },
  ...[0.75, 0.6, 0.5].map((share) => {
    const fewer = Math.round(share * steps);
    return { name: `${fewer} steps`, fields: { steps: fewer } };
  }),
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
}

/**
 * Prints what each choice gains and how far it is from the exact pictures of the same prompts and seeds: processor time
 * of the same steps, without the sessions' opening, and grey levels (0 … 255).
 */
export async function benchChoices(
  folder: string,
  { size, steps, sampler, pictures }: ChoiceBenchOptions,
): Promise<void> {
  const description = await readDiffusersFolder(folder);
  const model = await loadDiffusionModel(description);
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
  console.log(row(['', 'CPU each', 'faster', 'PSNR', 'mean', 'worst picture']));
  let exact: Print[] = [];
  for (const { name, fields } of choicesAt(steps)) {
    await print(model, request(fields, 0));
    const prints: Print[] = [];
    for (let k = 0; k < pictures; k++) prints.push(await print(model, request(fields, k)));
    if (exact.length === 0) exact = prints;
    const differences = prints.map(({ rgb }, k) => meanDifference(rgb, exact[k]!.rgb));
    const cpu = (all: readonly Print[]) => mean(all.map(({ cpuSeconds }) => cpuSeconds));
    console.log(
      row([
        name,
        `${cpu(prints).toFixed(3)} s`,
        `${(cpu(exact) / cpu(prints)).toFixed(2)}×`,
        `${mean(prints.map(({ rgb }, k) => signalToNoise(rgb, exact[k]!.rgb))).toFixed(1)} dB`,
        mean(differences).toFixed(2),
        Math.max(...differences).toFixed(2),
      ]),
    );
  }
  await model.dispose();
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
  const { user, system } = process.cpuUsage(before);
  return { rgb, cpuSeconds: (user + system) / 1e6 };
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
  return name.padEnd(34) + cells.map((cell) => cell.padStart(15)).join('');
}
