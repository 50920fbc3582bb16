import { createAlignedTextBuilder, replaceAligned, sourceRange } from './aligned-text.ts';
import type { AlignedText } from './aligned-text.ts';

/** A character with the marks, or Hangul vowels and finals, that may join it. */
const COMPOSABLE = /[^\p{M}\u1160-\u11FF][\p{M}\u1160-\u11FF]*|[\p{M}\u1160-\u11FF]+/gu;

/** Unicode normal form C. What a character and its marks become stems from all of them. */
export function composeNfc(aligned: AlignedText): AlignedText {
  const composed = aligned.text.normalize('NFC');
  if (composed === aligned.text) return aligned;

  const stepwise = replaceAligned(aligned, COMPOSABLE, ([cluster]) => cluster.normalize('NFC'));
  if (stepwise.text === composed) return stepwise;

  // A composition that the pattern does not foresee: the ids stay right, the ranges become that of the whole text.
  const whole = createAlignedTextBuilder();
  whole.append(composed, sourceRange(aligned, 0, aligned.text.length));
  return whole.finish();
}
