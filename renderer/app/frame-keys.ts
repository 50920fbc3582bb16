import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { goTo } from '../state/location.ts';
import { showKeys } from '../state/keys-shown.ts';
import { printDraft } from '../state/print-draft.ts';
import { isComposing, isSelectingAll, isTyping } from '../ui/keys.ts';
import { sayFailure } from '../ui/or-report.ts';
import { pressNewest } from '../ui/toast-store.ts';
import { rooms } from './rooms.tsx';

/**
 * Keys that work in every room: Ctrl/⌘+Enter, Ctrl/⌘+Z, Alt+1 … Alt+7, `?`. None of them while an input method converts.
 */
export function useFrameKeys(): void {
  const { t } = useTranslation();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isComposing(event) || event.defaultPrevented) return;
      // The browser would select every label of the page. The Gallery chooses its pictures by the same key.
      if (isSelectingAll(event)) event.preventDefault();
      const command = event.ctrlKey || event.metaKey;
      if (event.key === 'Enter' && command && !event.altKey && !event.repeat) {
        event.preventDefault();
        printDraft().then(
          (key) => {
            if (key === null) goTo('/create');
          },
          (error: unknown) => {
            sayFailure(error, t);
          },
        );
        return;
      }
      // What a notice offers to undo; in a text it takes back what was typed.
      if (event.key.toLowerCase() === 'z' && command && !event.shiftKey && !event.altKey) {
        if (!isTyping(event.target) && pressNewest(t('common.undo'))) event.preventDefault();
        return;
      }
      const room = event.altKey && !command ? rooms[Number(event.code.slice(5)) - 1] : undefined;
      if (room && event.code.startsWith('Digit')) {
        event.preventDefault();
        goTo(room.path);
        // Tab goes on in the room, not in the rail before it.
        document.getElementById('room')?.focus();
      } else if (event.key === '?' && !command && !event.altKey && !isTyping(event.target)) {
        event.preventDefault();
        showKeys();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [t]);
}
