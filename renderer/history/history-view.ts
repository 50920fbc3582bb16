import { create } from 'zustand';

/** What the history shows. It outlives the room, and lasts as long as the page. */
interface HistoryView {
  readonly search: string;
  /** Favourites only. */
  readonly favourite: boolean;
}

export const useHistoryView = create<HistoryView>()(() => ({ search: '', favourite: false }));

export function changeHistoryView(change: Partial<HistoryView>): void {
  useHistoryView.setState(change);
}
