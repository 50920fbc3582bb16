import { useEffect } from 'react';
import { isComposing, isTyping } from '../ui/keys.ts';
import type { Viewport } from '../ui/use-viewport.ts';
import { pressZoomKey } from '../ui/zoom-keys.ts';
import { changeCompareView, compareModes } from './compare-view.ts';

interface ViewerActs {
  readonly viewport: Viewport | null;
  /** Moves to another pair, so many further down; null where there is no other. */
  move: ((by: number) => void) | null;
  /** Null where nothing blinks. */
  flip: (() => void) | null;
  toggleDetails(): void;
  /** To another step of the previews, so many further. */
  step(by: number): void;
}

/**
 * Keys of the room: 1 … 7, 0, Z, +, −, arrows, `,` and `.` for steps, Space, I. A control that uses a key itself (the divider, a slider) has
 * prevented its default before it comes here.
 */
export function useViewerKeys(acts: ViewerActs): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event) || isTyping(event.target)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest('dialog')) return;
      if (act(event, acts)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}

function act(event: KeyboardEvent, acts: ViewerActs): boolean {
  const { viewport, move, flip, toggleDetails, step } = acts;
  const mode = compareModes[Number(event.key) - 1];
  if (mode) {
    changeCompareView({ mode });
    return true;
  }
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowUp':
      move?.(-1);
      return move !== null;
    case 'ArrowRight':
    case 'ArrowDown':
      move?.(1);
      return move !== null;
    case 'i':
    case 'I':
      toggleDetails();
      return true;
    case ',':
      step(-1);
      return true;
    case '.':
      step(1);
      return true;
    case ' ':
      if (!flip || pressesSomething(event.target)) return false;
      flip();
      return true;
    default:
      return pressZoomKey(event.key, viewport);
  }
}

/** Whether Space presses the focused control; the mode that is on already has nothing to press. */
function pressesSomething(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const control = target.closest('button, a, summary');
  return control !== null && control.getAttribute('aria-checked') !== 'true';
}
