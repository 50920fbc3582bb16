import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { AdditionsTable } from '../database/additions-table.ts';
import { rememberLatest } from '../workers/remember-latest.ts';
import { factsOfFiles, type FileFacts } from './read-hashes.ts';

/** Files whose hashes are remembered beside those of the library. */
const remembered = 256;

/**
 * @param place what they are the files of: itself, or their folder
 * @throws the system's error where a file cannot be read
 */
export type HashAddedFiles = (paths: readonly string[], place: string) => Promise<string>;

export interface AddedHashesOptions {
  readonly table: Pick<AdditionsTable, 'at' | 'put'>;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/**
 * Makes what gives the SHA-256 of files, read one behind the other. A file with the size and the time of change that it
 * had when it was read is not read again: what is in it the library knows, or whoever asked before.
 */
export function createAddedHashes({ table, onProblem }: AddedHashesOptions): HashAddedFiles {
  const latest = rememberLatest<string>(remembered);

  /** What of the library has changed, or was not read through yet. */
  function keep(place: string, { bytes, changed }: FileFacts, sha256: string): void {
    const record = table.at(place);
    if (record === undefined) return;
    try {
      table.put({ ...record, bytes, changed, sha256 });
    } catch (cause) {
      onProblem(`What is in ${place} could not be noted in the library.`, cause);
    }
  }

  async function read(paths: readonly string[]): Promise<string> {
    const hash = createHash('sha256');
    for (const path of paths) {
      await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash, { end: false });
    }
    return hash.digest('hex');
  }

  return async (paths, place) => {
    const facts = await factsOfFiles(paths);
    const { bytes, changed, sha256 } = table.at(place) ?? {};
    if (sha256 && bytes === facts.bytes && changed === facts.changed) return sha256;
    return await latest(JSON.stringify([paths, facts]), async () => {
      const found = await read(paths);
      keep(place, facts, found);
      return found;
    });
  };
}
