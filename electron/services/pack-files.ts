import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { packSchema } from '../api/contract/packs.ts';
import type { Pack, PackRefusal } from '../api/contract/packs.ts';
import { systemErrorCode } from './studio-error.ts';

/**
 * The packs of a folder, by their files' names; none where there is no folder.
 *
 * @param onProblem told of files that are no packs
 * @throws the system's error
 */
export async function readPacks(
  folder: string,
  onProblem: (message: string) => void,
): Promise<Pack[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const packs: Pack[] = [];
  for (const name of names.toSorted()) {
    if (!name.endsWith('.json') || name === 'pack.schema.json') continue;
    const parsed = readPack(await readFile(join(folder, name), 'utf8'));
    if ('pack' in parsed) packs.push(parsed.pack);
    else onProblem(`${join(folder, name)} is no culture pack: ${parsed.issues.join('; ')}.`);
  }
  return packs;
}

/** A pack, or each place that does not follow the schema with its message code. */
export function readPack(json: string): { pack: Pack } | { issues: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { issues: ['pack-not-json' satisfies PackRefusal] };
  }
  const parsed = packSchema.safeParse(value);
  if (parsed.success) return { pack: parsed.data };
  return {
    issues: parsed.error.issues.map((issue) =>
      [...(issue.path.length === 0 ? [] : [issue.path.join('.')]), codeOf(issue)].join(': '),
    ),
  };
}

/** The schema's own code, or one for what zod finds wrong by itself and says in an English sentence. */
function codeOf(issue: z.core.$ZodIssue): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)+$/.test(issue.message)) return issue.message;
  return findRefusal(issue);
}

function findRefusal({ code, message }: z.core.$ZodIssue): PackRefusal {
  switch (code) {
    case 'too_small':
      return 'pack-too-small';
    case 'too_big':
      return 'pack-too-large';
    case 'invalid_type':
      // The value itself is not in the issue, only in its message.
      return message.endsWith('received undefined') ? 'pack-missing' : 'pack-wrong-kind';
    default:
      return 'pack-malformed';
  }
}
