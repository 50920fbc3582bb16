import type { KeyboardEvent } from 'react';
import { isComposing } from './keys.ts';
import { changeWeight, weightStep } from './prompt-weight.ts';
import { writeInto } from './write-into.ts';

/** Ctrl/⌘+↑ and ↓ in a prompt: the selected words, or those at the caret, weigh more or less. */
export function pressWeightKey(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (isComposing(event.nativeEvent) || event.altKey || event.shiftKey) return;
  if (!event.ctrlKey && !event.metaKey) return;
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  const box = event.currentTarget;
  const by = event.key === 'ArrowUp' ? weightStep : -weightStep;
  const change = changeWeight(box.value, box.selectionStart, box.selectionEnd, by);
  if (change === null) return;
  event.preventDefault();
  writeInto(box, change);
}
