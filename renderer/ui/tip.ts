import type { Side } from './place-tip.ts';

interface TipAttributes {
  readonly 'data-tip': string;
  readonly 'data-tip-side': Side;
}

/**
 * Spread on an element, says in a few words what it is where it is pointed at or has the keys (`tip-layer.tsx`). Never
 * the only place where something important stands. Attributes alone, because lists are full of such elements.
 */
export function tip(text: string, side: Side = 'top'): TipAttributes {
  return { 'data-tip': text, 'data-tip-side': side };
}
