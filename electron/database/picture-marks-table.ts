import type { PictureMarks, PictureMarksChange } from '../api/contract/gallery.ts';
import type { Database } from './open-database.ts';
import { foldText } from './search-text.ts';

interface MarksRow {
  id: string;
  rating: number;
  favourite: number;
  tags: string;
  boards: string;
}

export interface PictureScore {
  readonly score: number;
  /** Null where that was not kept. */
  readonly scorer: string | null;
}

export type PictureMarksTable = ReturnType<typeof createPictureMarksTable>;

/** The user's own marks, in the rows of the pictures. */
export function createPictureMarksTable(database: Database) {
  const select = database.prepare<[string], MarksRow>(`
    SELECT id, rating, favourite, tags, boards FROM pictures
    WHERE id IN (SELECT value FROM json_each(?))`);
  const update = database.prepare(`
    UPDATE pictures SET rating = @rating, favourite = @favourite, tags = @tags, boards = @boards
    WHERE id = @id`);
  const updateScore = database.prepare('UPDATE pictures SET score = ?, scorer = ? WHERE id = ?');

  function get(ids: readonly string[]): PictureMarks[] {
    return select.all(JSON.stringify(ids)).map((row) => ({
      id: row.id,
      rating: row.rating,
      favourite: row.favourite === 1,
      tags: JSON.parse(row.tags) as string[],
      boards: JSON.parse(row.boards) as string[],
    }));
  }

  function set(marks: readonly PictureMarks[]): void {
    for (const { id, rating, favourite, tags, boards } of marks) {
      update.run({
        id,
        rating,
        favourite: favourite ? 1 : 0,
        tags: JSON.stringify(tags),
        boards: JSON.stringify(boards),
      });
    }
  }

  return {
    /** Marks of the pictures that there are, kept or in the trash, in no order. */
    get,

    /** Sets the marks as they are given; pictures that are gone are left out. */
    set,

    /** Changes marks of all of these pictures alike. */
    change(ids: readonly string[], change: PictureMarksChange): void {
      set(get(ids).map((marks) => applyChange(marks, change)));
    },

    /** How well the picture fits its words, and which scorer says so. */
    setScore(id: string, { score, scorer }: PictureScore): void {
      updateScore.run(score, scorer, id);
    },
  };
}

function applyChange(marks: PictureMarks, change: PictureMarksChange): PictureMarks {
  return {
    id: marks.id,
    rating: change.rating ?? marks.rating,
    favourite: change.favourite ?? marks.favourite,
    tags: changeNames(marks.tags, change.addTags, change.removeTags, foldText),
    boards: changeNames(marks.boards, change.addBoards, change.removeBoards, String),
  };
}

/** Names that fold alike are the same name; the spelling that was there first stays. Sorted, so that equal sets are equal. */
function changeNames(
  names: readonly string[],
  added: readonly string[] = [],
  removed: readonly string[] = [],
  fold: (name: string) => string,
): string[] {
  const gone = new Set(removed.map(fold));
  const kept = new Map<string, string>();
  for (const name of [...names, ...added]) {
    if (!kept.has(fold(name))) kept.set(fold(name), name);
  }
  return [...kept].flatMap(([folded, name]) => (gone.has(folded) ? [] : [name])).toSorted();
}
