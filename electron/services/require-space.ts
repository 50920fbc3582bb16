import { statfs } from 'node:fs/promises';

/**
 * Fails at once rather than after minutes of writing, as the system itself would.
 *
 * @param folder where bytes will be written; it must be there
 * @throws Error `ENOSPC`
 */
export async function requireSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= neededBytes) return;
  throw Object.assign(new Error('not enough space'), { code: 'ENOSPC' });
}
