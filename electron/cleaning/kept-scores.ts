import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '../images/write-file-durably.ts';

/** Scores of one folder's pairs by one scorer, as they are kept from run to run. */
export interface KeptScores {
  get(pair: string): number | undefined;
  /** Notes a score; `write` keeps it. */
  set(pair: string, score: number): void;
  /**
   * Keeps what was noted since, whatever becomes of this process.
   *
   * @throws the system's error; what was noted stays noted
   */
  write(): Promise<void>;
  /**
   * Forgets all but these pairs, and of other folders what was not asked for longest, where that is too much.
   *
   * @throws the system's error
   */
  tidy(pairs: ReadonlySet<string>): Promise<void>;
}

export interface KeptScoresOptions {
  /** Where the files are kept; made when the first score is. */
  readonly kept: string;
  /** The data set's folder and the scorer's, absolute. */
  readonly folder: string;
  readonly scorer: string;
}

/** Where a studio, and the command line beside it, keep scores. @param data the studio's data folder */
export function scoresFolderOf(data: string): string {
  return join(data, 'data-set-scores');
}

/** Data sets of which scores are kept, and bytes of all of them together: some three million pairs. */
const mostSets = 20;
const mostBytes = 128 * 2 ** 20;
const ending = '.jsonl';

/**
 * Opens what is kept of a folder's scores: one file for each folder and scorer, a line for each pair. A scorer whose files are
 * others is another one; of one that cannot be read nothing is known. Lines behind one that cannot be read are not looked at: a
 * crash cut it off.
 */
export async function openKeptScores({
  kept,
  folder,
  scorer,
}: KeptScoresOptions): Promise<KeptScores> {
  const name = digest(folder, scorer, await describeFiles(scorer));
  const file = join(kept, name + ending);
  const { scores, whole } = await readScores(file);
  let noted: string[] = [];
  let isWhole = whole;

  async function rewrite(): Promise<void> {
    await writeFileDurably(file, Buffer.from([...scores].map(lineOf).join('')));
    noted = [];
    isWhole = true;
  }

  return {
    get: (pair) => scores.get(pair),

    set(pair, score) {
      scores.set(pair, score);
      noted.push(lineOf([pair, score]));
    },

    async write() {
      if (noted.length === 0) return;
      // What is added behind a line that was cut off would not be read.
      if (!isWhole) return await rewrite();
      const lines = noted;
      await mkdir(kept, { recursive: true });
      await appendFile(file, lines.join(''));
      noted = noted.slice(lines.length);
    },

    async tidy(pairs) {
      const before = scores.size;
      for (const pair of scores.keys()) if (!pairs.has(pair)) scores.delete(pair);
      if (scores.size < before || !isWhole) await rewrite();
      await forgetOldest(kept, name + ending);
    },
  };
}

/** What a pair's score depends on, as far as it can be told without reading the picture: a name for it of 22 letters. */
export async function nameOfPair(
  folder: string,
  { picture, caption }: { readonly picture: string; readonly caption: string },
): Promise<string> {
  const stats = await stat(join(folder, picture)).catch(() => null);
  return digest(picture, caption, stats?.size ?? null, stats?.mtimeMs ?? null);
}

/** The first 128 bits of SHA-256. */
function digest(...facts: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest();
  return hash.subarray(0, 16).toString('base64url');
}

/** Names, sizes and times of a scorer's files: its weights are too many to be read for this. */
async function describeFiles(folder: string): Promise<unknown[]> {
  const names = await readdir(folder).catch(() => []);
  return await Promise.all(
    names.toSorted().map(async (name) => {
      const stats = await stat(join(folder, name)).catch(() => null);
      return [name, stats?.size ?? null, stats?.mtimeMs ?? null];
    }),
  );
}

function lineOf([pair, score]: readonly [string, number]): string {
  return `${JSON.stringify([pair, score])}\n`;
}

async function readScores(file: string): Promise<{ scores: Map<string, number>; whole: boolean }> {
  const scores = new Map<string, number>();
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry === null) return { scores, whole: false };
    scores.set(...entry);
  }
  return { scores, whole: text === '' || text.endsWith('\n') };
}

function parseLine(line: string): [string, number] | null {
  try {
    const [pair, score] = JSON.parse(line) as unknown[];
    return typeof pair === 'string' && typeof score === 'number' ? [pair, score] : null;
  } catch {
    return null;
  }
}

/** Files that are kept, the latest first, until there are too many or they are too large together; `own` stays. */
async function forgetOldest(kept: string, own: string): Promise<void> {
  const names = (await readdir(kept).catch(() => [])).filter((name) => name.endsWith(ending));
  const files = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(kept, name));
      return { name, size, at: name === own ? Infinity : mtimeMs };
    }),
  );
  let bytes = 0;
  for (const [place, { name, size }] of files.toSorted((a, b) => b.at - a.at).entries()) {
    bytes += size;
    if (name !== own && (place >= mostSets || bytes > mostBytes)) await rm(join(kept, name));
  }
}
