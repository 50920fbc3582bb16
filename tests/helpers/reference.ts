import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

const beside = join(import.meta.dirname, '..', '..', '..', 'shared', 'reference');
// Checkpoint readers name files by their real paths; the folder itself may be a link.
const root = existsSync(beside) ? realpathSync(beside) : beside;

/** Absolute path of a file of the golden reference data, which lies beside the project and is not part of it. */
export function referencePath(...parts: string[]): string {
  return join(root, ...parts);
}

/** `{}` where the reference data is there, otherwise a `node:test` option that skips and says why. */
export const skipWithoutReference: { skip?: string } = existsSync(root)
  ? {}
  : { skip: 'golden reference data is not beside the project (../shared/reference)' };
