import type { TokenizerFiles } from '../checkpoints/diffusers-model.ts';
import type { PromptTokenizerSource } from '../tokenizers/load-prompt-tokenizer.ts';

/** From what a diffusers folder holds to what the tokenizers ask for. */
export function promptTokenizerSource(files: TokenizerFiles): PromptTokenizerSource {
  if (files.kind === 'sentencepiece') {
    const config = { ...files.config, ...files.specialTokens };
    return { kind: 'sentencepiece', modelFile: files.model, config };
  }
  if (files.builtin) return { kind: 'clip', builtin: true };
  const padToken = tokenText(files.config['pad_token']);
  return {
    kind: 'clip',
    vocabFile: files.vocab,
    mergesFile: files.merges,
    ...(padToken !== null && { padToken }),
  };
}

/** tokenizer_config.json writes a token as a string or as an object with its `content`. */
function tokenText(token: unknown): string | null {
  const text =
    typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
  return typeof text === 'string' ? text : null;
}
