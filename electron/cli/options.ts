import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { armKinds, type ArmKind, type Embedding, type Lora } from '../api/contract/arm.ts';
import type { Margins } from '../api/contract/init-image.ts';
import {
  algorithms,
  type Sampler,
  samplers,
  samplerWith,
  spacingsOf,
} from '../api/contract/sampler.ts';
import { deviceChoiceSchema } from '../api/contract/settings.ts';
import { UsageError } from './failure.ts';

/**
 * Port of the browser door from an option or an environment variable; left out or empty, the usual one.
 * @throws UsageError
 */
export function readPort(text: string | undefined): number | 'usual' {
  if (text === undefined || text === '') return 'usual';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new UsageError(`--port: ${text} (0 … 65535)`);
  return port;
}

/** `ja,en` as arm kinds. @throws InvalidArgumentError for unknown kinds and repetitions. */
export function parseArms(text: string): ArmKind[] {
  const kinds = text.split(',').map((part) => part.trim());
  const unknown = kinds.filter((kind) => !isArmKind(kind));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`${unknown.join(', ')} (${armKinds.join(', ')})`);
  }
  if (new Set(kinds).size !== kinds.length) throw new InvalidArgumentError(text);
  return kinds.filter(isArmKind);
}

/** A device as the contract has it. */
export function parseDevice(text: string, choices: string): string {
  const choice = deviceChoiceSchema.safeParse(text.trim());
  if (!choice.success) throw new InvalidArgumentError(`${text} (${choices})`);
  return choice.data;
}

/** `512x768` as width and height in pixels; a single number is a square. The contract judges the numbers. */
export function parseSize(text: string): { width: number; height: number } {
  const match = /^(\d{1,6})(?:[x×*](\d{1,6}))?$/i.exec(text.trim());
  if (!match?.[1]) throw new InvalidArgumentError(`${text} (512x512)`);
  return { width: Number(match[1]), height: Number(match[2] ?? match[1]) };
}

/** `file`, or `file:scale`, added to those given before. A colon may be in the path; the scale is what a number follows. */
export function parseLora(text: string, before: readonly Lora[] = []): Lora[] {
  const [, file = text, scale = '1'] = /^(.+):([+-]?\d*\.?\d+)$/.exec(text) ?? [];
  if (file.trim() === '') throw new InvalidArgumentError(text);
  return [...before, { file: resolve(file), scale: Number(scale) }];
}

/** `2`, or `2:0.4`: how much larger, and how much is drawn over. The contract judges the numbers. */
export function parseHires(text: string): { scale: number; strength?: number } {
  const [scale = '', strength, ...rest] = text.split(':');
  const factor = parseNumber(scale);
  if (!(factor > 1) || rest.length > 0) throw new InvalidArgumentError(`${text} (2, 1.5:0.4)`);
  return { scale: factor, ...(strength !== undefined && { strength: parseNumber(strength) }) };
}

/** `file`, or `word=file`, added to those given before. Without a word, the file's own stands for it in prompts. */
export function parseEmbedding(text: string, before: readonly Embedding[] = []): Embedding[] {
  const [, word, file = text] = /^([^=/\\]+)=(.+)$/.exec(text) ?? [];
  if (file.trim() === '') throw new InvalidArgumentError(text);
  return [...before, { file: resolve(file), ...(word !== undefined && { word }) }];
}

/** A name, added to those given before. */
export function parseName(text: string, before: readonly string[] = []): string[] {
  if (text.trim() === '') throw new InvalidArgumentError(text);
  return [...before, text];
}

/**
 * A sampler's name, with or without a spacing: `euler`, `euler-karras`.
 * @throws InvalidArgumentError which lists what there is.
 */
export function parseSampler(text: string): Sampler {
  const sampler = samplers.find((name) => name === text.trim());
  if (sampler !== undefined) return sampler;
  const algorithm = algorithms.findLast((name) => text.trim().startsWith(`${name}-`));
  const possible = algorithm === undefined ? [] : spacingsOf(algorithm);
  const known =
    algorithm === undefined
      ? algorithms.join(', ')
      : [algorithm, ...possible.map((spacing) => samplerWith(algorithm, spacing))].join(', ');
  // As the parser says it of its own choices, which has words in both languages.
  throw new InvalidArgumentError(`Allowed choices are ${known}.`);
}

/** `64` at each side, or `left,top,right,bottom`, in pixels. The contract judges the numbers. */
export function parseMargins(text: string): Margins {
  const numbers = text.split(',').map((part) => parseNumber(part));
  const [left = 0, top = left, right = left, bottom = top] = numbers;
  if (numbers.length !== 1 && numbers.length !== 4) throw new InvalidArgumentError(text);
  return { left, top, right, bottom };
}

/** A file that shows previews: .png or .jpg, with no other word in braces than those that a picture's stand for. */
export function parsePreview(text: string): string {
  const isPicture = /\.(?:png|jpe?g)$/i.test(text);
  const isKnown = [...text.matchAll(/\{[^{}]*\}/g)].every(([word]) =>
    /^\{(?:arm|seed)\}$/.test(word),
  );
  if (!isPicture || !isKnown)
    throw new InvalidArgumentError(`${text} (x.png, x.jpg, {arm}, {seed})`);
  return resolve(text);
}

/** A number as written, fractions and all: whether it must be whole is the contract's business. */
export function parseNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError(text);
  return number;
}

/** A count that no schema judges. */
export function parseCount(text: string): number {
  const count = parseNumber(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError(`${text} (1 …)`);
  return count;
}

function isArmKind(text: string): text is ArmKind {
  return armKinds.some((kind) => kind === text);
}
