import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parse } from 'node:path';
import type { ExportRequest, SheetRequest } from '../api/contract/exports.ts';
import type { GalleryPicture } from '../api/contract/gallery.ts';
import type { Tables } from '../database/tables.ts';
import { exportPicture } from '../images/export-picture.ts';
import { drawPictureSheet } from '../images/picture-sheet.ts';
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
    /**
     * Pictures whose files are gone leave their places empty.
     *
     * @throws StudioError PICTURE_NOT_FOUND where none of them is there
     */
    async sheet({
      pictureIds,
      columns,
      side,
    }: SheetRequest): Promise<{ name: string; file: Blob }> {
      const known = new Map(
        tables.pictures.get(pictureIds).map((picture) => [picture.id, picture]),
      );
      const pictures = pictureIds.flatMap((id) => {
        const picture = known.get(id);
        const path = locate(id)?.path ?? null;
        const file = path !== null && existsSync(path) ? path : null;
        return picture ? [{ picture: file, ...wordsOf(picture) }] : [];
      });
      if (pictures.length === 0) throw notFound(pictureIds[0] ?? '');
      const bytes = await drawPictureSheet(pictures, { columns, side });
      const file = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: types.png });
      return { name: 'nishiki-sheet.png', file };
    },

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
        throw notFound(pictureId);
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

function notFound(pictureId: string): StudioError<'PICTURE_NOT_FOUND'> {
  return new StudioError(
    'PICTURE_NOT_FOUND',
    { pictureId },
    `There is no picture ${pictureId} in the gallery, or its file is gone. Nothing was written.`,
  );
}

/** What stands below a picture: its prompt, then seed and model; of another program's, what it says of itself. */
function wordsOf({ recipe, imported }: GalleryPicture): { caption: string; note: string } {
  if (recipe !== null)
    return { caption: recipe.prompt, note: `${recipe.seed} · ${recipe.model.name}` };
  const { prompt = '', seed } = imported?.found ?? {};
  return { caption: prompt === '' ? (imported?.name ?? '') : prompt, note: seed ?? '' };
}
