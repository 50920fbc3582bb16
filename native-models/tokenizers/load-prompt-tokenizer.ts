import { readFile, stat } from 'node:fs/promises';
import { loadBuiltinClipVocabulary } from './builtin-clip-vocabulary.ts';
import { createClipTokenizer } from './clip-tokenizer.ts';
import { readClipMerges, readClipVocabulary } from './clip-vocabulary.ts';
import type { PromptTokenizer } from './prompt-tokenizer.ts';
import { readSentencePieceModel } from './sentencepiece-model.ts';
import { readT5TokenizerConfig } from './t5-config.ts';
import { createT5Tokenizer } from './t5-tokenizer.ts';
import { TokenizerError } from './tokenizer-error.ts';

/** Where a model's tokenizer lies. Files are absolute paths. */
export type PromptTokenizerSource =
  | {
      readonly kind: 'sentencepiece';
      /** `spiece.model`. */
      readonly modelFile: string;
      /** `tokenizer_config.json`, parsed, with `special_tokens_map.json` spread over it where there is one. */
      readonly config: unknown;
    }
  | {
      readonly kind: 'clip';
      /** `vocab.json` and `merges.txt`. */
      readonly vocabFile: string;
      readonly mergesFile: string;
      /** The end token where left out, as in Stable Diffusion 1.x. */
      readonly padToken?: string;
    }
  /** CLIP's own vocabulary, which comes with Nishiki. */
  | { readonly kind: 'clip'; readonly builtin: true };

/**
 * Loads a model's tokenizer. Files are read whole and nothing in them is executed.
 *
 * @throws TokenizerError `unreadable-file`, `invalid-model`, `invalid-vocabulary`, `invalid-config` or
 *   `unsupported-model`; the message names the file.
 */
export async function loadPromptTokenizer(source: PromptTokenizerSource): Promise<PromptTokenizer> {
  if (source.kind === 'sentencepiece') {
    const bytes = await readBytes(source.modelFile);
    const model = naming(source.modelFile, () => readSentencePieceModel(bytes));
    return createT5Tokenizer(model, readT5TokenizerConfig(source.config));
  }
  if ('builtin' in source) {
    const { vocab, merges } = await loadBuiltinClipVocabulary();
    return createClipTokenizer(vocab, merges);
  }
  const [vocabText, mergesText] = await Promise.all([
    readUtf8(source.vocabFile),
    readUtf8(source.mergesFile),
  ]);
  const vocab = naming(source.vocabFile, () => readClipVocabulary(vocabText));
  const merges = naming(source.mergesFile, () => readClipMerges(mergesText));
  return naming(source.vocabFile, () => createClipTokenizer(vocab, merges, source.padToken));
}

/** Longest file read, in bytes. The vocabularies of a hundred languages have five million. */
const maxFileBytes = 8 * 2 ** 20;

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size <= maxFileBytes) return await readFile(file);
    throw new RangeError(`${file} has ${size} bytes; more than ${maxFileBytes} are refused`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TokenizerError('unreadable-file', `A tokenizer file cannot be read: ${reason}.`, {
      cause,
    });
  }
}

async function readUtf8(file: string): Promise<string> {
  const bytes = await readBytes(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TokenizerError('invalid-vocabulary', `${file} is not UTF-8 text.`, { cause });
  }
}

function naming<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof TokenizerError)) throw cause;
    throw new TokenizerError(cause.code, `${file}: ${cause.message}`, { cause });
  }
}
