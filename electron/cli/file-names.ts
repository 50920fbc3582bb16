import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Longest part of a prompt in a file name, in characters; with three bytes each it stays far from 255 bytes. */
const longestName = 48;

/**
 * A name that a person recognises and that every file system takes: the prompt's beginning, seed and arm, e.g.
 * `サラリーマン 油絵-42-ja`. No extension.
 */
export function readableName(prompt: string, seed: string, arm: string): string {
  const cleaned = prompt
    .normalize('NFC')
    .replaceAll(/[<>:"/\\|?*\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  const beginning = [...cleaned].slice(0, longestName).join('').trimEnd();
  return `${beginning || 'nishiki'}-${seed}-${arm}`;
}

/** Copies a file into a folder under a name of its own; a file that is already there is never replaced. */
export async function copyBeside(
  source: string,
  folder: string,
  name: string,
  extension: string,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const target = join(folder, `${name}${attempt === 1 ? '' : `-${attempt}`}${extension}`);
    try {
      await copyFile(source, target, constants.COPYFILE_EXCL);
      return target;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
