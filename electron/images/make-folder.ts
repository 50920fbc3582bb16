import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Node's own `recursive` goes round for ever, deaf to Ctrl+C, where
 * the system answers ENOENT below a folder that is there, as in `/proc`.
 *
 * @throws the system's error
 */
export function makeFolder(folder: string): void {
  try {
    mkdirUnlessThere(folder);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isMissing || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    mkdirUnlessThere(folder);
  }
}

function mkdirUnlessThere(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // A folder that is there answers EEXIST, but a root of Windows EPERM, and one of a disk that is read only EROFS.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
