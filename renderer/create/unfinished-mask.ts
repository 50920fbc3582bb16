import { noActs, type MaskHistory } from './mask-strokes.ts';

interface UnfinishedMask {
  /** The picture that is painted over, and the mask that was there before, if any. */
  readonly imageId: string;
  readonly maskId: string | undefined;
  readonly history: MaskHistory;
}

let left: UnfinishedMask | null = null;

/** Keeps what was drawn when the painter was left without a word: minutes of work must not hang on one press of Escape. */
export function leaveMask(mask: UnfinishedMask): void {
  left = mask.history.acts.length === 0 ? null : mask;
}

/** What was drawn over this picture when the painter was left last; nothing after it was finished. */
export function takeUpMask(imageId: string, maskId: string | undefined): MaskHistory {
  return left?.imageId === imageId && left.maskId === maskId ? left.history : noActs;
}

export function forgetMask(): void {
  left = null;
}
