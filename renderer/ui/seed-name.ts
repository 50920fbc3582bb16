import type { Variation } from '../../electron/api/contract/noise.ts';
import { variationAt } from '../../electron/api/contract/noise.ts';

/** What tells a picture of a batch from the others: its seed, or of variations, which share it, also the one it goes towards. */
export function nameSeed(seed: string, variation: Variation | undefined, place: number): string {
  return variation === undefined ? seed : `${seed} → ${variationAt(variation, place).seed}`;
}
