import type { TFunction } from 'i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { Comparison } from '../../electron/api/contract/comparisons.ts';

/**
 * A key per arm that is the same from comparison to comparison: the kind of the arm, with a number where it is not the
 * first of its kind (`ja`, `en`, `ja#2`).
 */
export function armKeys(kinds: readonly ArmKind[]): string[] {
  return kinds.map((kind, index) => {
    const before = kinds.slice(0, index).filter((other) => other === kind).length;
    return before === 0 ? kind : `${kind}#${before + 1}`;
  });
}

/** Under an arm's picture: its prompt, or which word of the prompt was left out or exchanged. */
export function armCaption(comparison: Comparison, arm: number, t: TFunction): string {
  const { origin, arms } = comparison;
  const prompt = arms[arm]?.prompt ?? '';
  if (origin?.type !== 'ablation') return prompt;
  const change = origin.changes[arm];
  if (!change) return prompt;
  return change.replacement === null
    ? t('compare.without', { word: change.word })
    : t('compare.instead', { word: change.word, replacement: change.replacement });
}
