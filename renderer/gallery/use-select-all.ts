import { useEffect } from 'react';
import { isSelectingAll } from '../ui/keys.ts';

/** Has Ctrl/⌘+A choose all pictures wherever in the room the keys are, while `active`. */
export function useSelectAll(active: boolean, chooseAll: () => void): void {
  useEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isSelectingAll(event)) return;
      event.preventDefault();
      chooseAll();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [active, chooseAll]);
}
