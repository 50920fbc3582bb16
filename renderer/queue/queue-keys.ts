import { isComposing, isTyping } from '../ui/keys.ts';

export type QueueAct = 'previous' | 'next' | 'up' | 'down' | 'select' | 'cancel';

/** What a key does to the row that has the focus; null where it does nothing, as while text is being written. */
export function chooseByKey(event: React.KeyboardEvent): QueueAct | null {
  if (isComposing(event.nativeEvent) || isTyping(event.target)) return null;
  if (event.target !== event.currentTarget) return null;
  switch (event.key) {
    case 'ArrowUp':
      return event.altKey ? 'up' : 'previous';
    case 'ArrowDown':
      return event.altKey ? 'down' : 'next';
    case ' ':
      return 'select';
    case 'Delete':
    case 'Backspace':
      return 'cancel';
    default:
      return null;
  }
}
