/** What is put in the place of `[from, to)` of a text, and what is selected afterwards; UTF-16 units. */
export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly start: number;
  readonly end: number;
}

/** Writes into a field as if it were typed: the browser's own undo takes it back. The field has the focus then. */
export function writeInto(box: HTMLTextAreaElement, change: TextChange): void {
  box.focus({ preventScroll: true });
  box.setSelectionRange(change.from, change.to);
  // Whatever sets the value itself ends the browser's history of it.
  document.execCommand('insertText', false, change.insert);
  box.setSelectionRange(change.start, change.end);
}
