import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import type { GalleryService } from '../../electron/services/gallery.ts';

/** Where a picture of the gallery is on disk. */
export function fileOf(gallery: GalleryService, id: string): string {
  const located = gallery.locate(id, 'full');
  assert.ok(located !== null);
  return located.path;
}

/** Its bytes, red, green and blue of each pixel in turn. */
export async function pixelsOf(
  gallery: GalleryService,
  picture: Pick<Picture, 'id'> | undefined,
): Promise<Buffer> {
  return await sharp(fileOf(gallery, picture?.id ?? ''))
    .raw()
    .toBuffer();
}
