import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PictureOrigin } from '../database/pictures-table.ts';
import { readImportFile } from '../images/import-file.ts';
import { readRecipeOfFile } from '../images/picture-file.ts';
import { PictureFileError } from '../images/picture-file-error.ts';
import { PngError } from '../images/png-chunks.ts';
import { systemErrorCode } from './studio-error.ts';

/**
 * How the picture of a file was made, from the file alone.
 *
 * @param importedId of a picture that came from elsewhere; null for none
 * @returns null where the file says nothing and is no picture that came from elsewhere
 * @throws PngError, PictureFileError, the system's error
 */
export async function readOriginOfFile(
  path: string,
  importedId: string | null,
): Promise<PictureOrigin | null> {
  if (path.endsWith('.png')) {
    const recipe = await readRecipeOfFile(path).catch((error: unknown) => {
      if (importedId !== null && error instanceof PngError) return null;
      throw error;
    });
    if (recipe !== null) return { recipe };
  }
  if (importedId === null) return null;
  const [bytes, { mtime }] = await Promise.all([readFile(path), stat(path)]);
  const { own, found, width, height } = await readImportFile(bytes);
  if (own !== null) return { recipe: own };
  return {
    imported: {
      schema: 1,
      pictureId: importedId,
      name: basename(path),
      width,
      height,
      createdAt: mtime.toISOString(),
      found,
    },
  };
}

/** Whether an error says that a file is no picture, or cannot be read. */
export function isUnreadable(error: unknown): boolean {
  return (
    error instanceof PngError ||
    error instanceof PictureFileError ||
    systemErrorCode(error) !== null
  );
}
