/** What a process that scores is started with. */
export interface ScoringTask {
  /** A scorer's folder: CLIP, or a Japanese CLIP or CLOOB. */
  readonly scorer: string;
  readonly threads: number;
  /** Give way to everything else on the machine. */
  readonly background?: boolean;
  readonly pairs: readonly { readonly picture: string; readonly caption: string }[];
  /** Texts to be read by themselves, before the pairs. */
  readonly texts?: readonly string[];
}

/**
 * What it says, text by text and pair by pair in their order, and at its end. `score` is the cosine, −1 … 1; `feature`
 * what the scorer sees in the picture or reads in the text, of length 1.
 */
export type FromScoring =
  | { readonly type: 'scored'; readonly score: number; readonly feature: readonly number[] }
  | { readonly type: 'text'; readonly feature: readonly number[] }
  | { readonly type: 'unreadable'; readonly reason: string }
  | { readonly type: 'done' }
  /** The scorer itself cannot be used. */
  | { readonly type: 'failed'; readonly message: string };
