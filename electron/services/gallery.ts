import { setImmediate } from 'node:timers/promises';
import type { GalleryFacets, GalleryFilterInput } from '../api/contract/gallery-filter.ts';
import type { GalleryPicture } from '../api/contract/gallery.ts';
import type { GalleryList } from '../database/gallery-query.ts';
import type { Tables } from '../database/tables.ts';
import { mimeOf } from '../images/picture-folders.ts';
import type { PictureFolders } from '../images/picture-folders.ts';
import type { GalleryChanges } from './gallery-changes.ts';
import type { PictureStore } from './picture-store.ts';
import { describeWriteFailure } from './studio-error.ts';

/** Pictures whose pixels are read at the same time. */
const hashedTogether = 4;

interface PicturesAsked {
  readonly ids: readonly string[];
  /** From the trash. */
  readonly removed?: boolean;
}

export type GalleryService = ReturnType<typeof createGalleryService>;

export interface GalleryOptions {
  readonly tables: Tables;
  readonly store: PictureStore;
  readonly folders: PictureFolders;
  readonly clock: () => Date;
  readonly changed: GalleryChanges['tell'];
}

export function createGalleryService({ tables, store, folders, clock, changed }: GalleryOptions) {
  /** Does `act` for each id; returns those it was done for. */
  async function forEach(
    ids: readonly string[],
    what: string,
    act: (id: string) => Promise<boolean>,
  ): Promise<{ ids: string[] }> {
    const done: string[] = [];
    try {
      for (const id of ids) if (await act(id)) done.push(id);
    } catch (error) {
      throw describeWriteFailure(error, what, folders.pictures, done.length);
    } finally {
      if (done.length > 0) changed(done);
    }
    return { ids: done };
  }

  let reading: Promise<void> | null = null;
  const closing = new AbortController();

  /** Reads what filters need, in parts between other work, once somebody looks at the gallery. */
  function filtersReady(): Promise<void> {
    if (tables.gallery.ready) return Promise.resolve();
    return (reading ??= readFilters());
  }

  async function readFilters(): Promise<void> {
    while (!closing.signal.aborted && tables.gallery.prepare()) await setImmediate();
    reading = null;
  }

  return {
    async list(filter: GalleryFilterInput): Promise<{ ids: string[] }> {
      await filtersReady();
      return { ids: tables.gallery.listIds(filter) };
    },

    async browse(filter: GalleryFilterInput): Promise<GalleryList> {
      await filtersReady();
      return tables.gallery.browse(filter);
    },

    async newest({ limit }: { limit: number }): Promise<{ ids: string[] }> {
      return { ids: tables.gallery.newest(limit) };
    },

    async facets(filter: GalleryFilterInput): Promise<GalleryFacets> {
      await filtersReady();
      return tables.gallery.facets(filter, -clock().getTimezoneOffset() * 60_000);
    },

    async get({ ids, removed }: PicturesAsked): Promise<GalleryPicture[]> {
      const where = { removed: removed === true };
      const pictures = tables.pictures.get(ids, where);
      if (pictures.length === ids.length) return pictures;
      const damaged = tables.pictures.withDamagedRecipe(ids);
      if (damaged.length === 0) return pictures;
      for (const id of damaged) await store.rereadRecipe(id);
      return tables.pictures.get(ids, where);
    },

    /** @throws StudioError CANNOT_SAVE */
    async remove({ ids }: { ids: readonly string[] }): Promise<{ ids: string[] }> {
      return await forEach(ids, 'The removal of a picture', store.remove);
    },

    /** @throws StudioError CANNOT_SAVE */
    async restore({ ids }: { ids: readonly string[] }): Promise<{ ids: string[] }> {
      return await forEach(ids, 'The return of a picture from the trash', store.restore);
    },

    /** @throws StudioError CANNOT_SAVE */
    async purge({ ids }: { ids: readonly string[] }): Promise<{ ids: string[]; bytes: number }> {
      let bytes = 0;
      const gone = await forEach(ids, 'The emptying of the trash', async (id) => {
        const size = await store.purge(id);
        bytes += size ?? 0;
        return size !== null;
      });
      return { ids: gone.ids, bytes };
    },

    /**
     * Reads the pixels of pictures that were made before they were compared, a few at a time.
     *
     * @throws StudioError CANNOT_SAVE
     */
    async *findDuplicates({
      signal,
    }: {
      signal?: AbortSignal | undefined;
    } = {}): AsyncGenerator<{ done: number; total: number }, void, void> {
      const waiting = tables.pictureHashes.unhashed(Number.MAX_SAFE_INTEGER);
      yield { done: 0, total: waiting.length };
      for (let done = 0; done < waiting.length;) {
        if (signal?.aborted === true) return;
        const part = waiting.slice(done, done + hashedTogether);
        try {
          await Promise.all(part.map(store.hashContent));
        } catch (error) {
          throw describeWriteFailure(error, 'The comparison of pictures', folders.pictures, done);
        }
        done += part.length;
        yield { done, total: waiting.length };
      }
    },

    async duplicatesBeyondBest(): Promise<{ ids: string }> {
      return { ids: tables.pictureHashes.beyondBest().join(' ') };
    },

    async lineage({ id }: { id: string }): Promise<{ ancestors: string[]; children: string[] }> {
      const ancestors: string[] = [];
      for (let at = tables.lineage.parentOf(id); at !== null; at = tables.lineage.parentOf(at)) {
        // A recipe from elsewhere can claim anything, also a circle.
        if (at === id || ancestors.includes(at)) break;
        ancestors.push(at);
      }
      return { ancestors, children: tables.lineage.childrenOf(id) };
    },

    /**
     * Where a door finds a picture's bytes; null when the picture is not in the gallery or its file is gone. Where
     * there is no thumbnail (the disk was full when it was to be made) the picture itself stands in for it.
     */
    locate(id: string, size: 'full' | 'thumbnail'): { path: string; mime: string } | null {
      const thumbnail = size === 'thumbnail' ? store.locateThumbnail(id) : null;
      if (thumbnail !== null) return { path: thumbnail, mime: 'image/webp' };
      const path = store.locate(id);
      return path === null ? null : { path, mime: mimeOf(path) };
    },

    /** Ends what is read ahead. */
    close(): void {
      closing.abort();
    },
  };
}
