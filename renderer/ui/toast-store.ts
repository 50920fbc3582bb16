import { create } from 'zustand';

/** How long an act can be undone, in milliseconds. */
const undoTime = 10_000;
const noticeTime = 5_000;

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** Said more quietly below. */
  readonly note: string | null;
  readonly kind: 'done' | 'failed';
  readonly action: { label: string; run: () => void } | null;
  /** Shown when details are asked for, and copied. */
  readonly details: string | null;
  readonly duration: number;
}

interface ToastStore {
  toasts: readonly Toast[];
  add(toast: Omit<Toast, 'id'>): void;
  close(id: number): void;
}

let nextId = 1;

export const useToasts = create<ToastStore>()((set) => ({
  toasts: [],
  add: (toast) =>
    set((state) => ({ toasts: [...state.toasts.slice(-2), { ...toast, id: nextId++ }] })),
  close: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}));

/** Says that something was done; with `undo`, the user has ten seconds to take it back. `note` stands below it. */
export function showToast(
  text: string,
  undo?: { label: string; run: () => void },
  note?: string,
): void {
  useToasts.getState().add({
    text,
    note: note ?? null,
    kind: 'done',
    action: undo ?? null,
    details: null,
    duration: undo ? undoTime : noticeTime,
  });
}

/** Does what the newest notice offers under this label, as if its button were pressed. False where none offers it. */
export function pressNewest(label: string): boolean {
  const { toasts, close } = useToasts.getState();
  const toast = toasts.findLast(({ action }) => action?.label === label);
  if (!toast) return false;
  close(toast.id);
  toast.action?.run();
  return true;
}

/** Says that something failed that has no place of its own on the screen. `note` stands below it; `action` leads on from it. */
export function showFailure(
  text: string,
  details: string,
  note = '',
  action: Toast['action'] = null,
): void {
  useToasts.getState().add({
    text,
    note: note === '' ? null : note,
    kind: 'failed',
    action,
    details,
    duration: undoTime,
  });
}
