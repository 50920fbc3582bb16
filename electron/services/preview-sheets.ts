import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreviewSheet } from '../api/contract/comparisons.ts';
import type { Tables } from '../database/tables.ts';
import type { PixelImage } from '../images/picture-file.ts';
import type { PictureFolders } from '../images/picture-folders.ts';
import { decodePreviewSheet, encodePreviewSheet } from '../images/preview-sheet.ts';
import { writeFileDurably } from '../images/write-file-durably.ts';

/** What a picture looked like after so many steps. */
export interface StepPreview {
  readonly step: number;
  readonly image: PixelImage;
}

export type PreviewSheets = ReturnType<typeof createPreviewSheets>;

/**
 * The previews of compared pictures, kept so that one can see where two pictures part. They are an extra: a picture
 * whose previews could not be kept is whole without them.
 */
export function createPreviewSheets(tables: Tables, folders: PictureFolders) {
  return {
    /** @throws the system's or SQLite's error */
    async keep(pictureId: string, previews: readonly StepPreview[]): Promise<void> {
      const picture = tables.pictureFiles.get(pictureId);
      if (picture === null || previews.length === 0) return;
      const { bytes, tiles } = await encodePreviewSheet(previews.map(({ image }) => image));
      const file = picture.file.replace(/\.png$/, '.webp');
      await writeFileDurably(join(folders.previews, file), bytes);
      const { width, height, columns } = tiles;
      const steps = previews.map(({ step }) => step);
      tables.previewSheets.insert({ pictureId, file, width, height, columns, steps });
    },

    /** The sheet as it is shown; null where none was kept or its file is gone. */
    async read(pictureId: string): Promise<PreviewSheet | null> {
      const record = tables.previewSheets.get(pictureId);
      if (record === null) return null;
      const path = join(folders.previews, record.file);
      if (!existsSync(path)) return null;
      const { width, height, columns, steps } = record;
      const sheet = `data:image/webp;base64,${(await readFile(path)).toString('base64')}`;
      return { pictureId, width, height, columns, steps: [...steps], sheet };
    },

    /** The previews themselves; null where none were kept or their file is gone. */
    async decode(pictureId: string): Promise<StepPreview[] | null> {
      const record = tables.previewSheets.get(pictureId);
      if (record === null) return null;
      const path = join(folders.previews, record.file);
      if (!existsSync(path)) return null;
      const images = await decodePreviewSheet(path, { ...record, count: record.steps.length });
      return images.flatMap((image, index) => {
        const step = record.steps[index];
        return step === undefined ? [] : [{ step, image }];
      });
    },
  };
}
