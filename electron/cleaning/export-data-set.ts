import { constants } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { CaptionedPicture, DataSet } from './read-data-set.ts';

export interface ScoredPair extends CaptionedPicture {
  readonly score: number;
}

export interface ExportRun {
  readonly signal?: AbortSignal | undefined;
  /** Called with how many pairs have been copied, after each. */
  readonly onCopied?: ((done: number) => void) | undefined;
}

/** Whether `out` is the data set's folder or lies in it: copies there would be pairs of it the next time. */
export function isWithin(folder: string, out: string): boolean {
  const way = relative(folder, out);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Copies what is kept into a new folder, laid out as the data set is: pictures, and captions that have a file of their own.
 * All of them also stand in `metadata.jsonl`, with their scores. The data set itself stays as it is. Stopped or failed, it
 * leaves nothing in the new folder's place: a part of it would pass for the whole.
 *
 * @param out absolute; must not be there yet
 * @throws the signal's reason; the system's error, `EEXIST` where the folder is there
 */
export async function exportDataSet(
  { folder }: Pick<DataSet, 'folder'>,
  kept: readonly ScoredPair[],
  out: string,
  run: ExportRun = {},
): Promise<void> {
  await mkdir(dirname(out), { recursive: true });
  await mkdir(out);
  try {
    await copyPairs(folder, kept, out, run);
  } catch (error) {
    await rm(out, { recursive: true, force: true });
    throw error;
  }
}

async function copyPairs(
  folder: string,
  kept: readonly ScoredPair[],
  out: string,
  { signal, onCopied }: ExportRun,
): Promise<void> {
  for (const [index, { picture, captionFile }] of kept.entries()) {
    signal?.throwIfAborted();
    for (const file of captionFile === null ? [picture] : [picture, captionFile]) {
      await mkdir(dirname(join(out, file)), { recursive: true });
      // Two pictures may share one caption.
      await copyFile(join(folder, file), join(out, file), constants.COPYFILE_FICLONE);
    }
    onCopied?.(index + 1);
  }
  const lines = kept.map(({ picture, caption, score }) =>
    JSON.stringify({ file_name: picture, text: caption, score }),
  );
  await writeFile(join(out, 'metadata.jsonl'), lines.map((line) => `${line}\n`).join(''));
}
