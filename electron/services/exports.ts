import { readFile } from 'node:fs/promises';
import { parse } from 'node:path';
import type { ExportRequest } from '../api/contract/exports.ts';
import type { Tables } from '../database/tables.ts';
import { exportPicture } from '../images/export-picture.ts';
import { StudioError } from './studio-error.ts';

export type ExportsService = ReturnType<typeof createExportsService>;

interface ExportsOptions {
  readonly tables: Tables;
  /** Where a kept picture's file is. */
  readonly locate: (id: string) => { path: string; mime: string } | null;
  readonly appVersion: string;
}

const types = { png: 'image/png', jpeg: 'image/jpeg', webp: 'image/webp', avif: 'image/avif' };
const endings = { png: 'png', jpeg: 'jpg', webp: 'webp', avif: 'avif' };

/** Pictures for other programs. Nothing of the gallery is changed. */
export function createExportsService({ tables, locate, appVersion }: ExportsOptions) {
  return {
    /** @throws StudioError PICTURE_NOT_FOUND, also where its file is gone */
    async picture({
      pictureId,
      format,
      quality,
      withRecipe,
    }: ExportRequest): Promise<{ name: string; file: Blob }> {
      const [picture] = tables.pictures.get([pictureId]);
      const found = locate(pictureId);
      if (picture === undefined || found === null) {
        throw new StudioError(
          'PICTURE_NOT_FOUND',
          { pictureId },
          `There is no picture ${pictureId} in the gallery, or its file is gone. Nothing was written.`,
        );
      }
      const recipe = withRecipe ? picture.recipe : null;
      // What another program wrote into its file stays as it is where the file need not be written anew.
      const asItIs = withRecipe && picture.imported !== null && types[format] === found.mime;
      const bytes = asItIs
        ? new Uint8Array(await readFile(found.path))
        : await exportPicture(found.path, { format, quality, recipe, appVersion });
      const { name: stem } = parse(picture.imported?.name ?? picture.fileName);
      const name = `${stem}.${endings[format]}`;
      const file = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: types[format] });
      return { name, file };
    },
  };
}
