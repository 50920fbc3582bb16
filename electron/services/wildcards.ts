import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PromptError } from '../../native-models/prompts/prompt-error.ts';
import type { ArmKind } from '../api/contract/arm.ts';
import type { WildcardList } from '../api/contract/prompts.ts';
import { decodeText } from './decode-text.ts';

/** The lines of a name for the language that an arm's prompt is in; undefined where there is none of that name. */
export type WildcardLines = (name: string) => readonly string[] | undefined;

export type Wildcards = ReturnType<typeof createWildcards>;

export interface WildcardFolders {
  /** What comes with the studio. Only read. */
  readonly own: string;
  /** The user's; a file here takes the place of the studio's of the same name. Need not be there. */
  readonly user: string;
}

/** A list of lines is written by hand; what is larger is something else. */
const largestFileBytes = 4 * 1024 * 1024;
/** Folders may lead into each other by links. */
const deepest = 8;
const mostFiles = 5000;

interface WildcardFile {
  readonly path: string;
  readonly own: boolean;
}

/**
 * Text files whose lines a prompt chooses from: `__色__` takes a line of `色.txt`, `__花/春__` one of `花/春.txt`, and
 * `__花/*__` one of all files in `花`. For an English prompt the file is `色.en.txt` where there is one. Lines of the same
 * number belong together, so that a pair of arms chooses the same thing at the same seed.
 *
 * Files are looked up whenever a prompt names them, so that a change counts from the next picture on. Names are compared
 * in Unicode's composed form: a Mac writes `が` as two characters.
 */
export function createWildcards(folders: WildcardFolders) {
  function findFiles(): Map<string, WildcardFile> {
    const files = new Map<string, WildcardFile>();
    collect(folders.own, true, files);
    collect(folders.user, false, files);
    return files;
  }

  return {
    /** How an arm's prompt looks its wildcards up. The files that are there now are found once. */
    linesFor(kind: ArmKind): WildcardLines {
      let files: Map<string, WildcardFile> | null = null;
      return (name) => {
        files ??= findFiles();
        const wanted = name.normalize('NFC');
        const names = wanted.includes('*') ? matching(files, wanted) : [wanted];
        const found = names.flatMap((one) => fileFor(files!, one, kind) ?? []);
        return found.length === 0 ? undefined : found.flatMap(({ path }) => readLines(path));
      };
    },

    /** Every name with its number of lines, the user's own first. */
    list(): WildcardList {
      const files = findFiles();
      const names = [...files.keys()].filter((name) => !isEnglish(name));
      const wildcards = names.map((name) => {
        const { path, own } = files.get(name)!;
        const options = readableLines(path).filter(isOption);
        return {
          name,
          options: options.length,
          example: options[0] ?? '',
          english: files.has(`${name}.en`),
          own,
        };
      });
      wildcards.sort((a, b) => Number(a.own) - Number(b.own) || a.name.localeCompare(b.name, 'ja'));
      return { folder: folders.user, wildcards };
    },
  };
}

function collect(root: string, own: boolean, into: Map<string, WildcardFile>): void {
  const visit = (folder: string, prefix: string, depth: number): void => {
    for (const entry of entriesOf(folder)) {
      if (entry.startsWith('.') || into.size >= mostFiles) continue;
      const path = join(folder, entry);
      const found = statSync(path, { throwIfNoEntry: false });
      const name = prefix + entry.normalize('NFC');
      if (found?.isDirectory() && depth < deepest) visit(path, `${name}/`, depth + 1);
      else if (found?.isFile() && /\.txt$/i.test(name)) into.set(name.slice(0, -4), { path, own });
    }
  };
  visit(root, '', 0);
}

/** Nothing, where the folder is not there: nobody has to make one. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** `*` stands for any part of one name, `**` also for folders. */
function matching(files: ReadonlyMap<string, WildcardFile>, pattern: string): string[] {
  const source = pattern
    .split(/(\*+)/)
    .map((part) =>
      part.startsWith('**')
        ? '.*'
        : part === '*'
          ? '[^/]*'
          : part.replaceAll(/[\\^$.+?()[\]{}|]/g, '\\$&'),
    )
    .join('');
  const regexp = new RegExp(`^${source}$`, 'u');
  return [...files.keys()].filter((name) => !isEnglish(name) && regexp.test(name)).toSorted();
}

function fileFor(
  files: ReadonlyMap<string, WildcardFile>,
  name: string,
  kind: ArmKind,
): WildcardFile | undefined {
  return (kind === 'en' ? files.get(`${name}.en`) : undefined) ?? files.get(name);
}

function isEnglish(name: string): boolean {
  return name.endsWith('.en');
}

function isOption(line: string): boolean {
  return line.trim() !== '' && !line.trim().startsWith('#');
}

/** @throws PromptError unreadable-wildcard */
function readLines(path: string): string[] {
  try {
    const { size } = statSync(path);
    if (size > largestFileBytes) throw new RangeError(`it has more than ${largestFileBytes} bytes`);
    return decodeText(readFileSync(path)).split(/\r\n|\r|\n/);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PromptError('unreadable-wildcard', `The wildcard ${path} cannot be read: ${why}.`);
  }
}

/** None where they cannot be read: the list is there all the same, and a prompt that names the file says why. */
function readableLines(path: string): string[] {
  try {
    return readLines(path);
  } catch (error) {
    if (error instanceof PromptError) return [];
    throw error;
  }
}
