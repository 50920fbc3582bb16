import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { AdditionsTable } from '../database/additions-table.ts';
import { rememberLatest } from '../workers/remember-latest.ts';

/** Files whose hashes are remembered beside those of the library. */
const remembered = 256;

/** @throws the system's error where a file cannot be read */
export type HashAddedFiles = (paths: readonly string[]) => Promise<string>;

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

  /** A file of the library that has changed, or was not read through yet. */
  function keep({ path, bytes, changed }: FileFacts, sha256: string): void {
    const record = table.at(path);
    if (record === undefined) return;
    try {
      table.put({ ...record, bytes, changed, sha256 });
    } catch (cause) {
      onProblem(`What is in ${path} could not be noted in the library.`, cause);
    }
  }

  async function read(files: readonly FileFacts[]): Promise<string> {
    const hash = createHash('sha256');
    for (const { path } of files) {
      await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash, { end: false });
    }
    const sha256 = hash.digest('hex');
    const [only] = files;
    if (only !== undefined && files.length === 1) keep(only, sha256);
    return sha256;
  }

  return async (paths) => {
    const files = await Promise.all(paths.map(factsOf));
    const [only] = files;
    if (only !== undefined && files.length === 1) {
      const { bytes, changed, sha256 } = table.at(only.path) ?? {};
      if (sha256 && bytes === only.bytes && changed === only.changed) return sha256;
    }
    return await latest(JSON.stringify(files), () => read(files));
  };
}

interface FileFacts {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly changed: number;
}

async function factsOf(path: string): Promise<FileFacts> {
  const { size, mtimeMs } = await stat(path);
  return { path, bytes: size, changed: mtimeMs };
}
