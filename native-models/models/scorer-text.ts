import type { ScorerConfig, ScorerTokenizer } from '../checkpoints/read-scorer.ts';
import { loadPromptTokenizer } from '../tokenizers/load-prompt-tokenizer.ts';
import { ModelError } from './model-error.ts';

/** A text as a scorer's text network takes it. */
export interface ScorerText {
  /** As many as the network has places, at most 77. */
  readonly ids: readonly number[];
  /** How many of the ids are text; the rest is padding. */
  readonly length: number;
}

export type EncodeText = (text: string) => ScorerText;

const longest = 77;

/**
 * Loads the tokenizer of a scorer.
 *
 * @throws TokenizerError where its files cannot be used, ModelError `invalid-input` where they belong to another model.
 */
export async function loadScorerTokenizer(
  source: ScorerTokenizer,
  text: ScorerConfig['text'],
): Promise<EncodeText> {
  const places = Math.min(longest, text.maxPositionEmbeddings);
  return source.kind === 'clip'
    ? await loadClipTokenizer(source, places)
    : await loadJapaneseTokenizer(source.model, places, text.vocabSize);
}

/** `CLIPTokenizer`: start, pieces, end, and the end again as padding. */
async function loadClipTokenizer(
  source: Extract<ScorerTokenizer, { kind: 'clip' }>,
  places: number,
): Promise<EncodeText> {
  const tokenizer = await loadPromptTokenizer(
    'builtin' in source
      ? source
      : { kind: 'clip', vocabFile: source.vocab, mergesFile: source.merges },
  );
  return (text) => {
    const { ids, pieces } = tokenizer.encode(text);
    const length = Math.min(pieces.length + 2, places);
    const kept = ids.slice(0, length - 1);
    const end = ids.at(-1) ?? 0;
    return { ids: [...kept, ...Array.from({ length: places - kept.length }, () => end)], length };
  };
}

/** `tokenize` of rinnakk/japanese-clip: `[CLS]`, pieces of the lower-cased text, padding; no end token. */
async function loadJapaneseTokenizer(
  modelFile: string,
  places: number,
  vocabulary: number,
): Promise<EncodeText> {
  const tokenizer = await loadPromptTokenizer({
    kind: 'sentencepiece',
    modelFile,
    config: robertaTokens,
  });
  const [begin, padding] = ['[CLS]', '[PAD]'].map((token) => {
    const [piece] = tokenizer.encode(token).pieces;
    if (piece && piece.id < vocabulary) return piece.id;
    throw new ModelError(
      'invalid-input',
      `${modelFile} has no ${token} among the ${vocabulary} pieces that the scorer knows: it belongs to another model.`,
    );
  }) as [number, number];
  return (text) => {
    const pieces = tokenizer.encode(text).pieces.slice(0, places - 1);
    const ids = [begin, ...pieces.map(({ id }) => id)];
    const { length } = ids;
    return { ids: [...ids, ...Array.from({ length: places - length }, () => padding)], length };
  };
}

/** tokenizer_config.json of rinna/japanese-roberta-base. */
const robertaTokens = {
  do_lower_case: true,
  bos_token: '<s>',
  eos_token: '</s>',
  unk_token: '<unk>',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  cls_token: '[CLS]',
  mask_token: '[MASK]',
  extra_ids: 0,
  additional_special_tokens: [],
};
