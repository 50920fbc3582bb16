import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Node's own `recursive` goes round for ever, deaf to Ctrl+C, where
 * the system answers ENOENT below a folder that is there, as in `/proc`.
 *
 * @throws the system's error
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdirUnlessThere(folder);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isMissing || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdirUnlessThere(folder);
  }
}

async function mkdirUnlessThere(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    // A folder that is there answers EEXIST, but a root of Windows EPERM, and one of a disk that is read only EROFS.
    const found = await stat(folder).catch(() => null);
    if (found === null || !found.isDirectory()) throw error;
  }
}
