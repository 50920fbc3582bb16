import type { z } from 'zod';
import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import { noiseSourceSchema, variationSchema } from '../api/contract/noise.ts';
import { clipSkipSchema, hiresFixSchema } from '../api/contract/recipe.ts';
import type { Sampler } from '../api/contract/sampler.ts';
import { seedSchema } from '../api/contract/seed.ts';
import { samplerOf } from './sampler-names.ts';

/** What a reader has found, in whatever types the program uses. */
export interface RawRecipe {
  readonly program: FoundRecipe['program'];
  readonly version?: unknown;
  readonly prompt?: unknown;
  readonly negativePrompt?: unknown;
  readonly seed?: unknown;
  readonly steps?: unknown;
  readonly guidance?: unknown;
  readonly samplerName?: unknown;
  /** Where it is not the one that the name stands for. */
  readonly sampler?: Sampler | null;
  readonly noiseSource?: unknown;
  /** Layers left out at the end of the text encoder. */
  readonly clipSkip?: unknown;
  readonly variation?: { readonly seed: unknown; readonly strength: unknown };
  readonly width?: unknown;
  readonly height?: unknown;
  /** First pass of two. */
  readonly hiresFix?: unknown;
  readonly modelName?: unknown;
  readonly modelHash?: unknown;
  readonly loras?: readonly { readonly name: unknown; readonly scale: unknown }[];
}

/** The found recipe with every value in its type; a value of the wrong kind counts as not said. */
export function toFoundRecipe(raw: RawRecipe): FoundRecipe {
  const samplerName = toText(raw.samplerName);
  const modelName = toText(raw.modelName);
  const hiresFix = hiresFixSchema.safeParse(raw.hiresFix);
  return {
    program: raw.program,
    version: toText(raw.version),
    prompt: toText(raw.prompt) ?? '',
    negativePrompt: toText(raw.negativePrompt) ?? '',
    seed: toSeed(raw.seed),
    steps: toSide(raw.steps),
    guidance: toNumber(raw.guidance),
    samplerName,
    sampler:
      raw.sampler === undefined && samplerName !== null
        ? samplerOf(samplerName)
        : (raw.sampler ?? null),
    width: toSide(raw.width),
    height: toSide(raw.height),
    ...(hiresFix.success && { hiresFix: hiresFix.data }),
    ...ifValid('noiseSource', noiseSourceSchema, raw.noiseSource),
    ...ifValid('clipSkip', clipSkipSchema, toNumber(raw.clipSkip)),
    ...ifValid('variation', variationSchema, toVariation(raw.variation)),
    model: modelName === null ? null : { name: modelName, hash: toText(raw.modelHash) },
    loras: (raw.loras ?? []).flatMap(({ name, scale }) => {
      const known = toText(name);
      return known === null ? [] : [{ name: known, scale: toScale(scale) }];
    }),
  };
}

/** A field that is left out where its value is none. */
function ifValid<Name extends string, Value>(
  name: Name,
  schema: z.ZodType<Value>,
  value: unknown,
): { [Each in Name]?: Value } {
  const parsed = schema.safeParse(value);
  return parsed.success ? ({ [name]: parsed.data } as { [Each in Name]?: Value }) : {};
}

function toVariation(
  { seed, strength }: NonNullable<RawRecipe['variation']> = { seed: null, strength: null },
): unknown {
  return { seed: toSeed(seed), strength: toNumber(strength) };
}

/** `euler karras`: a sampler with its spacing of the noise levels, of which the usual one is not worth a word. */
export function withSpacing(sampler: unknown, spacing: unknown): string | null {
  const name = toText(sampler);
  const word = toText(spacing);
  return name === null || word === null || usualSpacings.has(word) ? name : `${name} ${word}`;
}

const usualSpacings = new Set(['normal', 'native', 'Automatic']);

/** Text that is not empty. */
export function toText(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.toWellFormed() : null;
}

/** A number that is not negative, also written as text. */
function toNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null;
}

/** How strong a LoRA is, also below 0; 1 where it is not said. */
function toScale(value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 1;
}

function toSide(value: unknown): number | null {
  const number = toNumber(value);
  return number !== null && Number.isSafeInteger(number) && number > 0 ? number : null;
}

function toSeed(value: unknown): string | null {
  const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  const parsed = seedSchema.safeParse(typeof digits === 'string' ? digits.trim() : digits);
  return parsed.success ? parsed.data : null;
}
