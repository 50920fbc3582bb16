import type { Board } from '../api/contract/boards.ts';
import type { GalleryFilter } from '../api/contract/gallery-filter.ts';
import type { PictureMarks, PictureMarksChange } from '../api/contract/gallery.ts';
import type { SavedSearch } from '../api/contract/saved-searches.ts';
import { createId } from '../database/create-id.ts';
import type { Tables } from '../database/tables.ts';
import type { GalleryChanges } from './gallery-changes.ts';
import { describeWriteFailure } from './studio-error.ts';

export type OrganiseService = ReturnType<typeof createOrganiseService>;

interface OrganiseOptions {
  readonly tables: Tables;
  readonly dataFolder: string;
  readonly clock: () => Date;
  readonly changed: GalleryChanges['tell'];
}

/** The user's own order: marks on pictures, boards and saved searches. */
export function createOrganiseService({ tables, dataFolder, clock, changed }: OrganiseOptions) {
  /** @param ids pictures whose marks are written */
  function save<Result>(what: string, work: () => Result, ids: readonly string[] = []): Result {
    try {
      const result = tables.transaction(work);
      changed(ids);
      return result;
    } catch (error) {
      throw describeWriteFailure(error, what, dataFolder, 0);
    }
  }

  function describeBoard(board: { id: string; name: string; createdAt: string }): Board {
    const ids = tables.gallery.listIds({ boardId: board.id });
    return { ...board, count: ids.length, coverId: ids[0] ?? null };
  }

  return {
    /** @throws StudioError CANNOT_SAVE */
    async mark({
      ids,
      change,
    }: {
      ids: readonly string[];
      change: PictureMarksChange;
    }): Promise<{ before: PictureMarks[] }> {
      const work = () => {
        const before = tables.marks.get(ids);
        tables.marks.change(ids, change);
        return { before };
      };
      return save('The marks of a picture', work, ids);
    },

    /** @throws StudioError CANNOT_SAVE */
    async restoreMarks({ marks }: { marks: readonly PictureMarks[] }): Promise<{ ids: string[] }> {
      const ids = marks.map(({ id }) => id);
      save('The marks of a picture', () => tables.marks.set(marks), ids);
      return { ids };
    },

    boards: {
      async list(): Promise<Board[]> {
        return tables.boards.list().map(describeBoard);
      },

      /** @throws StudioError CANNOT_SAVE */
      async create({ name, id }: { name: string; id?: string | undefined }): Promise<Board> {
        const now = clock();
        const board = { id: id ?? createId(now), name, createdAt: now.toISOString() };
        save('The board', () => {
          if (tables.boards.get(board.id) === null) tables.boards.insert(board);
        });
        return describeBoard(board);
      },

      /** @throws StudioError CANNOT_SAVE */
      async rename({ id, name }: { id: string; name: string }): Promise<Board[]> {
        save('The name of the board', () => tables.boards.rename(id, name));
        return tables.boards.list().map(describeBoard);
      },

      /** @throws StudioError CANNOT_SAVE */
      async remove({ id }: { id: string }): Promise<{ pictureIds: string[] }> {
        const kept = tables.gallery.listIds({ boardId: id });
        const removed = tables.gallery.listIds({ boardId: id, removed: true });
        const pictureIds = [...kept, ...removed];
        const work = () => {
          tables.marks.change(pictureIds, { removeBoards: [id] });
          tables.boards.remove(id);
          return { pictureIds };
        };
        return save('The removal of the board', work, pictureIds);
      },
    },

    savedSearches: {
      async list(): Promise<SavedSearch[]> {
        return tables.savedSearches.list();
      },

      /** @throws StudioError CANNOT_SAVE */
      async save({ name, filter }: { name: string; filter: GalleryFilter }): Promise<SavedSearch> {
        const now = clock();
        const search = { id: createId(now), name, filter, createdAt: now.toISOString() };
        save('The search', () => tables.savedSearches.insert(search));
        return search;
      },

      /** @throws StudioError CANNOT_SAVE */
      async remove({ id }: { id: string }): Promise<{ id: string }> {
        save('The removal of the search', () => tables.savedSearches.remove(id));
        return { id };
      },
    },
  };
}
