import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';
import { CheckpointError, listNames } from './checkpoint-error.ts';
import { describeSystemError } from './checkpoint-file.ts';
import type { JsonObject } from './diffusers-model.ts';

/** Longest configuration read, in bytes; real ones have up to 5 kB. */
const maxJsonBytes = 1024 * 1024;
/** Deepest nesting taken; real ones have four levels. Deeper ones could not even be quoted in a message. */
const maxDepth = 32;
/** Problems named of one file. */
const maxProblems = 100;

/**
 * Reads a JSON file that holds an object, as Python writes it: a scheduler's `-Infinity`, which JSON does not have,
 * arrives as the text '-Infinity'.
 * @throws CheckpointError `not-found`, `unreadable`, `config-invalid`.
 */
export async function readJsonObject(file: string): Promise<JsonObject> {
  const text = await readSmallText(file);
  let value: unknown;
  try {
    value = JSON.parse(quotePythonNumbers(text));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw configInvalid(file, [`not valid JSON: ${problem}`], cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw configInvalid(file, ['not a JSON object']);
  }
  if (isDeeperThan(maxDepth, value)) {
    throw configInvalid(file, [`nested more than ${maxDepth} levels deep`]);
  }
  return value as JsonObject;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

/**
 * Puts Python's bare `Infinity`, `-Infinity` and `NaN` into quotes; strings stay as they are. One that is not closed is
 * passed over to the end, or a file of quotes would be searched from each of them.
 */
function quotePythonNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"?|-?Infinity|NaN/g, (match) =>
    match.startsWith('"') ? match : `"${match}"`,
  );
}

/** Reads a text file of at most 1 MB. @throws CheckpointError `not-found`, `unreadable`, `config-invalid`. */
export async function readSmallText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > maxJsonBytes) {
      throw configInvalid(file, [`${size} bytes long; more than ${maxJsonBytes} is refused`]);
    }
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw cause instanceof CheckpointError ? cause : describeSystemError(file, cause);
  }
}

/**
 * Checks a configuration against a schema.
 * @throws CheckpointError `config-invalid` with every problem in `data.problems`.
 */
export function parseConfig<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  json: JsonObject,
): z.output<Schema> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw configInvalid(
    file,
    result.error.issues
      .slice(0, maxProblems)
      .map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`),
    result.error,
  );
}

export function configInvalid(
  file: string,
  problems: readonly string[],
  cause?: unknown,
): CheckpointError {
  return new CheckpointError(
    'config-invalid',
    file,
    `cannot be understood (${listNames(problems)}). Get the original file.`,
    { problems },
    cause === undefined ? {} : { cause },
  );
}
