import type { PromptTokenizer } from '../../../native-models/tokenizers/prompt-tokenizer.ts';

/** Reads every character as one piece whose id is its code point; 1 begins a row, 2 ends and 3 fills it. */
export const letterTokenizer: PromptTokenizer = {
  maxLength: 77,
  usable: 75,
  commaIds: new Set([','.codePointAt(0)!]),
  encode: () => {
    throw new Error('Prompts with syntax are cut in parts.');
  },
  cut: (parts) =>
    parts.map(({ text, starts, ends }) =>
      Array.from(text, (piece, k) => ({
        piece,
        id: piece.codePointAt(0)!,
        unknown: false,
        start: starts[k]!,
        end: ends[k]!,
      })),
    ),
  frame: (ids) => [1, ...ids, 2, ...Array<number>(75 - ids.length).fill(3)],
};
