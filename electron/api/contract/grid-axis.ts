import { z } from 'zod';
import { samplers } from './recipe.ts';

/** What an axis of a grid changes. `replace`: its first value in the prompt gives way to each of its values. */
export const gridParameters = [
  'replace',
  'seed',
  'steps',
  'guidance',
  'sampler',
  'width',
  'height',
  'model',
] as const;
export const gridParameterSchema = z.enum(gridParameters);
export type GridParameter = z.infer<typeof gridParameterSchema>;

/** Values along one axis. */
export const mostAxisValues = 100;
/** Pictures of one grid. */
export const mostGridCells = 2000;

export const gridAxisSchema = z.object({
  parameter: gridParameterSchema,
  /** Each once, as it is written: numbers in decimals, samplers by name, models by id. */
  values: z
    .array(z.string().min(1).max(200))
    .min(1, 'axis-empty')
    .max(mostAxisValues, 'axis-too-long'),
});
export type GridAxis = z.infer<typeof gridAxisSchema>;

/**
 * What a person wrote for an axis, as a list: separated by commas (also 、 and ，), lines or semicolons; numbers with
 * ranges: `1,2,..,10` goes on in the steps begun, `1..5` by ones, `5..1` downwards. Full-width digits count as digits.
 */
export function readAxisValues(parameter: GridParameter, text: string): string[] {
  const parts = text
    .split(/[,、，;；\n]/)
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
  const known: readonly string[] =
    parameter === 'sampler' ? samplers : parameter === 'model' ? models : values;
  const fits = (value: string): boolean => {
    if (!known.includes(value)) return false;
    if (!isNumeric(parameter)) return true;
    return parameter === 'guidance' ? /^\d+(\.\d+)?$/.test(value) : /^\d{1,20}$/.test(value);
  };
  return values.every(fits) ? null : 'axis-bad-value';
}

function isNumeric(parameter: GridParameter): boolean {
  return ['seed', 'steps', 'guidance', 'width', 'height'].includes(parameter);
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
