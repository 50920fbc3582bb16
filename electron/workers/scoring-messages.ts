/** What a process that scores is started with. */
export interface ScoringTask {
  /** A scorer's folder: CLIP, or a Japanese CLIP or CLOOB. */
  readonly scorer: string;
  readonly threads: number;
  /** Give way to everything else on the machine. */
  readonly background?: boolean;
  readonly pairs: readonly { readonly picture: string; readonly caption: string }[];
}

/** What it says, pair by pair in their order, and at its end. `score` is the cosine, −1 … 1. */
export type FromScoring =
  | { readonly type: 'scored'; readonly score: number }
  | { readonly type: 'unreadable'; readonly reason: string }
  | { readonly type: 'done' }
  /** The scorer itself cannot be used. */
  | { readonly type: 'failed'; readonly message: string };
