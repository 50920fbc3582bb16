import type { FocusEvent, RefCallback } from 'react';
import { writeInto } from '../ui/write-into.ts';
import type { TextChange } from '../ui/write-into.ts';

/** The prompts' fields that are on the page, in their order, and the one that the user wrote in last. */
const boxes = new Set<HTMLTextAreaElement>();
let written: HTMLTextAreaElement | null = null;

/** Properties of a `TextArea` into which the lists of words write. */
export const promptBox: {
  readonly ref: RefCallback<HTMLTextAreaElement>;
  onFocus(event: FocusEvent<HTMLTextAreaElement>): void;
} = {
  ref(box) {
    if (!box) return;
    boxes.add(box);
    return () => {
      boxes.delete(box);
      if (written === box) written = null;
    };
  },
  onFocus: (event) => {
    written = event.currentTarget;
  },
};

/**
 * Writes into the prompt's field that the user wrote in last, else the first one: at its selection, or at its end where it
 * has had none. Nothing is written where `place` gives null.
 *
 * @param wanted only a field in this language
 */
export function writeIntoPrompt(
  place: (text: string, start: number, end: number) => TextChange | null,
  wanted: 'ja' | 'en' | 'any',
): void {
  const fitting = [...boxes].filter((box) => wanted === 'any' || box.lang === wanted);
  const chosen = fitting.find((box) => box === written);
  const box = chosen ?? fitting[0];
  if (!box) return;
  const { value } = box;
  const [start, end] = chosen
    ? [box.selectionStart, box.selectionEnd]
    : [value.length, value.length];
  const change = place(value, start, end);
  if (change !== null) writeInto(box, change);
}

/** Goes back to a button that was pressed by a key: whoever walks along a list with Tab stays in it. */
export function keepKeys(event: React.MouseEvent<HTMLElement>): void {
  if (event.detail === 0) event.currentTarget.focus();
}
