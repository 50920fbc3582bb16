import { createHash } from 'node:crypto';
import type { PictureSetup } from './gallery-columns.ts';
import type { PictureWords } from './picture-facts.ts';
import type { Database } from './open-database.ts';
import { searchIndexText } from './search-text.ts';

/** The texts and setups that pictures share: a batch of 64 seeds is indexed once. */
export function createPictureTexts(database: Database) {
  const selectText = database
    .prepare<[Buffer], number>('SELECT seq FROM picture_texts WHERE digest = ?')
    .pluck();
  const insertText = database.prepare('INSERT INTO picture_texts (digest) VALUES (?)');
  const insertSearch = database.prepare(
    'INSERT INTO text_search (rowid, prompt, negative, model) VALUES (?, ?, ?, ?)',
  );
  const selectSetup = database
    .prepare<[string], number>('SELECT seq FROM picture_setups WHERE setup = ?')
    .pluck();
  const insertSetup = database.prepare('INSERT INTO picture_setups (setup) VALUES (?)');

  return {
    /** Number of what is searched in a picture: prompt, negative prompt and names of its model. */
    text(words: PictureWords, modelNames: readonly string[]): number {
      const { prompt, negativePrompt } = words;
      const names = [...new Set([...words.names, ...modelNames])];
      const whole = JSON.stringify([prompt, negativePrompt, names]);
      const digest = createHash('sha256').update(whole).digest().subarray(0, 16);
      const known = selectText.get(digest);
      if (known !== undefined) return known;
      const seq = Number(insertText.run(digest).lastInsertRowid);
      const parts = [[prompt], [negativePrompt], names];
      insertSearch.run(seq, ...parts.map((part) => searchIndexText(part, [])));
      return seq;
    },

    /** Number of a picture's size, steps, guidance, sampler and model. */
    setup(setup: PictureSetup): number {
      const json = JSON.stringify(setup);
      return selectSetup.get(json) ?? Number(insertSetup.run(json).lastInsertRowid);
    },
  };
}
