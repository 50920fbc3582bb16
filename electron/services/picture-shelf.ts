import type { GalleryPicture } from '../api/contract/gallery.ts';
import type { Studio } from './studio.ts';

/** Finds the bytes that doors serve by id: pictures of the gallery, and inputs, whose ids are longer. */
export interface PictureShelf {
  locate(id: string, size: 'full' | 'thumbnail'): { path: string; mime: string } | null;
  get(input: { ids: readonly string[] }): Promise<GalleryPicture[]>;
}

export function pictureShelf({
  gallery,
  inputs,
}: Pick<Studio, 'gallery' | 'inputs'>): PictureShelf {
  return {
    locate: (id, size) => gallery.locate(id, size) ?? inputs.locate(id),
    get: (input) => gallery.get(input),
  };
}
