import { z } from 'zod';
import { loraSchema, ownVae } from './arm.ts';
import { pathSchema } from './bounds.ts';
import { initImageSchema } from './init-image.ts';
import { noiseSources } from './noise.ts';
import {
  clipSkipSchema,
  deepCacheSchema,
  guidanceSchema,
  promptSyntaxes,
  sideSchema,
  stepsSchema,
} from './recipe.ts';
import { samplers } from './sampler.ts';
import { seedSchema } from './seed.ts';

/**
 * What an axis of a grid changes.
 * - `replace`: its first value in the prompt gives way to each of its values
 * - `negative`: the negative prompt, one to a line
 * - `loraScale`: how strong the arm's LoRAs are, all of them alike
 * - `strength`: how far the picture to begin from is changed, or that of the first of two passes
 * - `variation`: how far the noise goes towards that of the variation's seed, or of the seed after the grid's; 0 is the seed
 *   itself
 * - `vae`: a file or folder in the place of the model's own VAE, by its absolute path, one to a line; `own` for that
 * - `deepCache`: at every so manieth step the whole UNet; 1 asks it at every step
 * - `int8`: whether most of the UNet is computed in 8-bit integers, `off` or `on`
 */
export const gridParameters = [
  'replace',
  'negative',
  'seed',
  'variation',
  'steps',
  'guidance',
  'sampler',
  'width',
  'height',
  'model',
  'vae',
  'clipSkip',
  'deepCache',
  'int8',
  'loraScale',
  'strength',
  'promptSyntax',
  'noiseSource',
] as const;
export const gridParameterSchema = z.enum(gridParameters);
export type GridParameter = z.infer<typeof gridParameterSchema>;

/** On an axis of something that is done or not. */
export const switchValues = ['off', 'on'] as const;

/** Values along one axis. */
export const mostAxisValues = 100;
/** Pictures of one grid. */
export const mostGridCells = 2000;

export const gridAxisSchema = z.object({
  parameter: gridParameterSchema,
  /** Each once, as it is written: numbers in decimals, samplers by name, models by id. */
  values: z
    // A path may be as long as systems take.
    .array(z.string().min(1).max(4096))
    .min(1, 'axis-empty')
    .max(mostAxisValues, 'axis-too-long'),
});
export type GridAxis = z.infer<typeof gridAxisSchema>;

/**
 * What a person wrote for an axis, as a list: separated by commas (also 、 and ，), lines or semicolons; numbers with
 * ranges: `1,2,..,10` goes on in the steps begun, `1..5` by ones, `5..1` downwards. Full-width digits count as digits.
 */
export function readAxisValues(parameter: GridParameter, text: string): string[] {
  // A negative prompt has commas of its own, and a file's name may.
  const parts = text
    .split(parameter === 'negative' || parameter === 'vae' ? /[;；\n]/ : /[,、，;；\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const values = isNumeric(parameter) ? expandRanges(parts.map(plain)) : parts;
  return [...new Set(values)].slice(0, mostAxisValues + 1);
}

/** What is wrong with the values of an axis; null where nothing is. `models` are the ids that there are. */
export function findAxisProblem(
  { parameter, values }: GridAxis,
  models: readonly string[],
): 'axis-empty' | 'axis-too-long' | 'axis-bad-value' | null {
  if (values.length === 0) return 'axis-empty';
  if (values.length > mostAxisValues) return 'axis-too-long';
  const fits = (value: string): boolean => {
    const names = namesFor(parameter, models);
    if (names !== null) return names.includes(value);
    // A seed may be larger than numbers are exact.
    if (parameter === 'vae') return value === ownVae || isAbsolutePath(value);
    if (parameter === 'seed') return seedSchema.safeParse(value).success;
    const numbers = numberSchemas[parameter];
    if (numbers === undefined) return true;
    return /^-?\d+(\.\d+)?$/.test(value) && numbers.safeParse(Number(value)).success;
  };
  return values.every(fits) ? null : 'axis-bad-value';
}

/** Of any system; a relative one would mean the studio's own folder. */
function isAbsolutePath(value: string): boolean {
  return /^(?:\/|\\\\|[a-z]:[\\/])/i.test(value) && pathSchema.safeParse(value).success;
}

/** The names that an axis takes; null where it takes anything else. */
function namesFor(
  parameter: GridParameter,
  models: readonly string[],
): readonly (string | undefined)[] | null {
  switch (parameter) {
    case 'sampler':
      return samplers;
    case 'promptSyntax':
      return promptSyntaxes;
    case 'noiseSource':
      return noiseSources;
    case 'int8':
      return switchValues;
    case 'model':
      return models;
    default:
      return null;
  }
}

/** What the numbers of an axis must be. */
const numberSchemas: Partial<Record<GridParameter, z.ZodType>> = {
  variation: z.number().min(0).max(1),
  steps: stepsSchema,
  guidance: guidanceSchema,
  width: sideSchema,
  height: sideSchema,
  clipSkip: clipSkipSchema,
  deepCache: z.literal(1).or(deepCacheSchema),
  loraScale: loraSchema.shape.scale,
  strength: initImageSchema.shape.strength,
};

function isNumeric(parameter: GridParameter): boolean {
  return parameter === 'seed' || numberSchemas[parameter] !== undefined;
}

function plain(text: string): string {
  return text.normalize('NFKC').replaceAll(/…|\.{3,}/g, '..');
}

function expandRanges(parts: readonly string[]): string[] {
  const values: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    const [, from, to] = /^(-?[\d.]+?)\.\.(-?[\d.]+)$/.exec(part) ?? [];
    if (from !== undefined && to !== undefined) {
      values.push(...walk(from, to, Number(from) <= Number(to) ? 1 : -1));
    } else if (part === '..' && values.length > 0 && parts[i + 1] !== undefined) {
      const last = values.at(-1) ?? '';
      const before = values.at(-2);
      const end = parts[i + 1] ?? '';
      const begun = before === undefined ? 0 : Number(last) - Number(before);
      const step = begun === 0 ? (Number(last) <= Number(end) ? 1 : -1) : begun;
      values.push(...walk(last, end, step).slice(1));
      i += 1;
    } else {
      values.push(part);
    }
  }
  return values;
}

/** From one number to another, the last one only where a step falls on it. Decimals stay as exact as they are written. */
function walk(from: string, to: string, step: number): string[] {
  const digits = Math.max(...[from, to, String(step)].map(decimalsOf));
  const count = Math.floor((Number(to) - Number(from)) / step + 1e-9) + 1;
  if (!Number.isFinite(count) || count < 1) return [from];
  return Array.from({ length: Math.min(count, mostAxisValues + 1) }, (_, i) =>
    String(Number((Number(from) + i * step).toFixed(Math.min(digits, 6)))),
  );
}

function decimalsOf(text: string): number {
  return /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
}
