import assert from 'node:assert/strict';
import { join } from 'node:path';
import { runNishiki, type Surroundings } from './run-nishiki.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The command line on a data folder of its own; `json` reads the one document on stdout. */
export function commandLine(language: 'ja_JP' | 'en_US' = 'en_US') {
  const data = join(temporaryFolder(), 'データ');
  const run = (args: readonly string[], surroundings?: Surroundings) =>
    runNishiki([...args, '--data', data], language, surroundings);
  const json = async <T>(args: readonly string[], surroundings?: Surroundings): Promise<T> => {
    const { out, note } = await run([...args, '--json'], surroundings);
    assert.notEqual(out, '', note);
    return JSON.parse(out) as T;
  };
  return { data, run, json };
}
