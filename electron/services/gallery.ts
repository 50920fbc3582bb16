import type { z } from 'zod';
import type { galleryFilterSchema, Picture } from '../api/contract/gallery.ts';
import type { Tables } from '../database/tables.ts';
import type { PictureFolders } from '../images/picture-folders.ts';
import type { PictureStore } from './picture-store.ts';
import { describeWriteFailure } from './studio-error.ts';

export type GalleryFilter = z.output<typeof galleryFilterSchema>;

export type GalleryService = ReturnType<typeof createGalleryService>;

export function createGalleryService(tables: Tables, store: PictureStore, folders: PictureFolders) {
  /** Does `act` for each id; returns those it was done for. */
  async function forEach(
    ids: readonly string[],
    what: string,
    act: (id: string) => Promise<boolean>,
  ): Promise<{ ids: string[] }> {
    const done: string[] = [];
    for (const id of ids) {
      try {
        if (await act(id)) done.push(id);
      } catch (error) {
        throw describeWriteFailure(error, what, folders.pictures, done.length);
      }
    }
    return { ids: done };
  }

  return {
    async list(filter: GalleryFilter): Promise<{ ids: string[] }> {
      return { ids: tables.pictures.listIds(filter) };
    },

    async get({ ids }: { ids: readonly string[] }): Promise<Picture[]> {
      return tables.pictures.get(ids);
    },

    /** @throws StudioError CANNOT_SAVE */
    async remove({ ids }: { ids: readonly string[] }): Promise<{ ids: string[] }> {
      return await forEach(ids, 'The removal of a picture', store.remove);
    },

    /** @throws StudioError CANNOT_SAVE */
    async restore({ ids }: { ids: readonly string[] }): Promise<{ ids: string[] }> {
      return await forEach(ids, 'The return of a picture from the trash', store.restore);
    },

    /**
     * Where a door finds a picture's bytes; null when the picture is not in the gallery or its file is gone. Where
     * there is no thumbnail (the disk was full when it was to be made) the picture itself stands in for it.
     */
    locate(id: string, size: 'full' | 'thumbnail'): { path: string; mime: string } | null {
      const thumbnail = size === 'thumbnail' ? store.locateThumbnail(id) : null;
      if (thumbnail !== null) return { path: thumbnail, mime: 'image/webp' };
      const path = store.locate(id);
      return path === null ? null : { path, mime: 'image/png' };
    },
  };
}
