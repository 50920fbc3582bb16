import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..', 'shared', 'reference');

/** Absolute path of a file of the golden reference data, which lies beside the project and is not part of it. */
export function referencePath(...parts: string[]): string {
  return join(root, ...parts);
}

/** `{}` where the reference data is there, otherwise a `node:test` option that skips and says why. */
export const skipWithoutReference: { skip?: string } = existsSync(root)
  ? {}
  : { skip: 'golden reference data is not beside the project (../shared/reference)' };
