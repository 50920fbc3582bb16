interface KeyPress {
  readonly key: string;
  readonly isComposing?: boolean;
  readonly keyCode: number;
}

/**
 * Whether a key press belongs to an input method that is converting text. `isComposing` says so in most browsers;
 * some report the press that ends a conversion after the composition, marked only by key code 229.
 */
export function isComposing(event: KeyPress): boolean {
  return event.isComposing === true || event.keyCode === 229;
}

/** Whether keys typed now go into a text: single-letter shortcuts must then keep quiet. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !['button', 'checkbox', 'radio', 'range', 'submit'].includes(target.type)
  );
}

/** Ctrl or ⌘ + A outside of texts and dialogs, which select their own. */
export function isSelectingAll(event: KeyboardEvent): boolean {
  const command = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (!command || event.key.toLowerCase() !== 'a' || isComposing(event)) return false;
  const { target } = event;
  if (target instanceof Element && target.closest('dialog, [role=dialog]')) return false;
  return !isTyping(target);
}

/** ⌘ on a Mac, Ctrl elsewhere: how the command key is written on screen. */
export const commandKey = /mac/i.test(globalThis.navigator?.platform ?? '') ? '⌘' : 'Ctrl';
