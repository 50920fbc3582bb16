import { lstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { modelOptionsSchema } from '../api/contract/models.ts';
import { writeFileDurably } from '../images/write-file-durably.ts';

/** Folders that the studio fetches or copies models to. Whatever else lies there is the user's. */
export interface OwnedPlaces {
  /** `models--owner--name/snapshots/COMMIT` below it. */
  readonly downloads: string;
  /** `ID/NAME` below it. */
  readonly copies: string;
}

const noteSchema = z.object({
  /** What the studio has written below the model's root, with slashes. */
  files: z.array(z.string()),
  /** Of a copy: enough to take it in again where its row was lost. */
  copy: z
    .object({
      name: z.string(),
      /** Places of given parts are below the root. */
      options: modelOptionsSchema,
      /** The user has taken it off the list, and its files were to stay. */
      forgotten: z.boolean(),
    })
    .optional(),
});
export type OwnedNote = z.infer<typeof noteSchema>;

/** What of a model is the studio's: a download's own folder; of a copy the folder above, which holds its parts too. */
export function ownedRootOf(path: string, { copies }: OwnedPlaces): string {
  return wayBelow(copies, path) === null ? path : dirname(path);
}

/** An id as the studio makes them; the name of a copy's folder. */
export const copyName = /^[0-9a-hjkmnp-tv-z]{16}$/;

/** The id that a copy was made under, which its model keeps; null for all that is no copy. */
export function copyIdOf(path: string, { copies }: OwnedPlaces): string | null {
  const [id = '', ...names] = wayBelow(copies, path) ?? [];
  return copyName.test(id) && names.length === 1 ? id : null;
}

function placeOfNote(path: string, { copies }: OwnedPlaces): string {
  return wayBelow(copies, path) === null
    ? join(dirname(dirname(path)), 'written', `${basename(path)}.json`)
    : join(dirname(path), 'written.json');
}

/** Where the studio notes which files it has written for the model at `path`. */
export function ownedNoteOf(path: string, places: OwnedPlaces) {
  const file = placeOfNote(path, places);
  return {
    file,
    /** Null where there is none that can be read. */
    async read(): Promise<OwnedNote | null> {
      try {
        return noteSchema.parse(JSON.parse(await readFile(file, 'utf8')));
      } catch {
        return null;
      }
    },
    async write(note: OwnedNote): Promise<void> {
      await writeFileDurably(file, Buffer.from(JSON.stringify(note)));
    },
    /** Adds files of a download to those of the same folder before. */
    async add(files: readonly string[]): Promise<void> {
      const before = (await this.read())?.files ?? [];
      await this.write({ files: [...new Set([...before, ...files])] });
    },
    /** Keeps of a copy whether it is on the list: it comes back by itself only where the user has not taken it off. */
    async remember(forgotten: boolean): Promise<void> {
      const note = await this.read();
      if (note?.copy === undefined || note.copy.forgotten === forgotten) return;
      await this.write({ ...note, copy: { ...note.copy, forgotten } });
    },
  };
}

/** The names on the way from `folder` down to `path`; null where it is not below. */
export function wayBelow(folder: string, path: string): string[] | null {
  const way = relative(folder, path);
  const names = way.split(sep);
  // On Windows the way to another drive is a whole path.
  const isBelow = way !== '' && names[0] !== '..' && !isAbsolute(way);
  return isBelow ? names : null;
}

/** Whether every name on the way is there and none of them is a link. */
export function isPlainWay(folder: string, names: readonly string[]): boolean {
  let path = folder;
  for (const name of names) {
    path = join(path, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined || found.isSymbolicLink()) return false;
  }
  return true;
}

export function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
