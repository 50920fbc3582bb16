import { statfs } from 'node:fs/promises';
import { HubError } from './hub-error.ts';

/**
 * Fails at once rather than after hours.
 *
 * @param folder where bytes will be written; it must be there
 * @throws HubError `no-space`
 */
export async function requireSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= neededBytes) return;
  throw new HubError(
    'no-space',
    `${Math.ceil(neededBytes / 1e6)} MB are needed in ${folder}, ${Math.floor((bavail * bsize) / 1e6)} MB are free.`,
  );
}
