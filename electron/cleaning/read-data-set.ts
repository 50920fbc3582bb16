import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';

/** A picture and what is said of it. */
export interface CaptionedPicture {
  /** Below the data set's folder, with slashes. */
  readonly picture: string;
  readonly caption: string;
  /** The file that holds this caption alone; null where it stands in a list of all. */
  readonly captionFile: string | null;
}

export interface DataSet {
  /** Absolute. */
  readonly folder: string;
  readonly pairs: readonly CaptionedPicture[];
  /** Pictures without a caption; they are not scored and not kept. */
  readonly uncaptioned: readonly string[];
}

const pictures = /\.(?:png|jpe?g|webp|avif|tiff?|gif|bmp)$/i;
const captionEndings = ['.txt', '.caption'];
const listName = 'metadata.jsonl';
const lineSchema = z.object({ file_name: z.string(), text: z.string() });

/** A list of captions that cannot be read. The message says where. */
export class DataSetError extends Error {
  override readonly name = 'DataSetError';
}

/**
 * A folder of captioned pictures, and all folders below it: `猫.png` with `猫.txt` or `猫.caption` beside it, or listed with
 * its caption in a `metadata.jsonl` of its folder (`file_name`, `text`), as Hugging Face's image folders are. A list comes
 * before files.
 *
 * @throws DataSetError; the signal's reason; the system's error
 */
export async function readDataSet(folder: string, signal?: AbortSignal): Promise<DataSet> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => slashed(relative(folder, join(entry.parentPath, entry.name))))
    .toSorted();
  const there = new Set(files);
  const listed = new Map<string, string>();
  for (const list of files.filter((file) => file.split('/').at(-1) === listName)) {
    for (const [picture, caption] of await readList(folder, list)) listed.set(picture, caption);
  }
  const pairs: CaptionedPicture[] = [];
  const uncaptioned: string[] = [];
  for (const picture of files.filter((file) => pictures.test(file))) {
    signal?.throwIfAborted();
    const inList = listed.get(picture);
    const stem = picture.replace(/\.[^.]+$/, '');
    const file = captionEndings.map((ending) => stem + ending).find((name) => there.has(name));
    const captionFile = inList === undefined ? (file ?? null) : null;
    const caption =
      inList ??
      (captionFile === null ? '' : (await readFile(join(folder, captionFile), 'utf8')).trim());
    if (caption.trim() === '') uncaptioned.push(picture);
    else pairs.push({ picture, caption, captionFile });
  }
  return { folder, pairs, uncaptioned };
}

async function readList(folder: string, list: string): Promise<[string, string][]> {
  const base = list.slice(0, -listName.length);
  const lines = (await readFile(join(folder, list), 'utf8')).split('\n');
  return lines.flatMap((line, index): [string, string][] => {
    if (line.trim() === '') return [];
    try {
      const { file_name, text } = lineSchema.parse(JSON.parse(line));
      return [[base + slashed(file_name), text]];
    } catch (cause) {
      const what = `${join(folder, list)}, line ${index + 1}, is no JSON with file_name and text.`;
      throw new DataSetError(what, { cause });
    }
  });
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
