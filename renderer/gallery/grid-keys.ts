import type { GridStep } from './grid-layout.ts';

/** `choose` selects the picture it comes to, `extend` all on the way, `walk` moves only. */
export type GridAct =
  | { readonly type: 'move'; readonly step: GridStep; readonly how: 'choose' | 'extend' | 'walk' }
  | { readonly type: 'rate'; readonly stars: number }
  | {
      readonly type:
        | 'open'
        | 'toggle'
        | 'all'
        | 'none'
        | 'trash'
        | 'restore'
        | 'compare'
        | 'pin'
        | 'more-like'
        | 'larger'
        | 'copy'
        | 'favourite'
        | 'tags'
        | 'boards'
        | 'unstack';
    };

interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const steps: Record<string, GridStep> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
};

const letters: Record<
  string,
  | 'compare'
  | 'pin'
  | 'more-like'
  | 'larger'
  | 'favourite'
  | 'tags'
  | 'boards'
  | 'unstack'
  | 'restore'
> = {
  c: 'compare',
  p: 'pin',
  v: 'more-like',
  l: 'larger',
  f: 'favourite',
  t: 'tags',
  b: 'boards',
  s: 'unstack',
  r: 'restore',
};

/** What a key does in the grid; null for one that is not the grid's. */
export function readGridKey(press: KeyPress): GridAct | null {
  const command = press.ctrlKey || press.metaKey;
  if (press.altKey) return null;
  const step = steps[press.key];
  if (step) {
    return { type: 'move', step, how: press.shiftKey ? 'extend' : command ? 'walk' : 'choose' };
  }
  if (command) return commands[press.key] ?? null;
  const letter = letters[press.key.toLowerCase()];
  if (letter) return { type: letter };
  if (/^[0-5]$/.test(press.key)) return { type: 'rate', stars: Number(press.key) };
  switch (press.key) {
    case 'Enter':
      return { type: 'open' };
    case ' ':
      return toggle;
    case 'Escape':
      return { type: 'none' };
    case 'Delete':
    case 'Backspace':
      return { type: 'trash' };
    default:
      return null;
  }
}

const toggle: GridAct = { type: 'toggle' };

/** With Ctrl or ⌘. */
const commands: Record<string, GridAct> = { a: { type: 'all' }, c: { type: 'copy' }, ' ': toggle };
