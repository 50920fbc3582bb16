import type { KeyboardEvent } from 'react';
import { isComposing } from './keys.ts';
import { changeWeight, weightStep } from './prompt-weight.ts';

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
  box.setSelectionRange(change.from, change.to);
  // The one way to write into a text so that the browser's own undo takes it back.
  document.execCommand('insertText', false, change.insert);
  box.setSelectionRange(change.start, change.end);
}
