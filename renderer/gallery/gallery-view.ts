import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { GalleryFilter } from '../../electron/api/contract/gallery-filter.ts';
import { noChoices } from './filter-choices.ts';
import type { FilterChoices } from './filter-choices.ts';

/** What the gallery shows, and how. Search and filter last as long as the page, the rest longer. */
interface GalleryView extends FilterChoices {
  readonly order: GalleryFilter['order'];
  /** One cell for each batch. */
  readonly stacked: boolean;
  /** The search looks at what pictures show, not at their words. */
  readonly byMeaning: boolean;
  /** Wanted side of a cell in CSS pixels. */
  readonly cellSize: number;
  /** Places, boards and counts at the left. */
  readonly panelOpen: boolean;
}

export const smallestCell = 88;
export const largestCell = 360;

type Kept = Pick<GalleryView, 'cellSize' | 'order' | 'stacked' | 'panelOpen'>;

export const useGalleryView = create<GalleryView>()(
  persist<GalleryView, [], [], Kept>(
    () => ({
      ...noChoices,
      order: 'newest',
      stacked: false,
      byMeaning: false,
      cellSize: 168,
      panelOpen: true,
    }),
    {
      name: 'nishiki-gallery',
      version: 2,
      partialize: ({ cellSize, order, stacked, panelOpen }) => ({
        cellSize,
        order,
        stacked,
        panelOpen,
      }),
    },
  ),
);

export function changeGalleryView(change: Partial<GalleryView>): void {
  useGalleryView.setState(change);
}

/** The filter's chips, in the order in which arms are shown everywhere. */
export const filterArms: readonly ArmKind[] = ['ja', 'ja-stage1', 'en', 'en-raw'];

/** The lists of the filter in which several values can be chosen. */
export type ListChoice = 'arms' | 'models' | 'samplers' | 'sizes' | 'tags';

/** Chooses a value in one of the filter's lists, or leaves it. */
export function toggleChoice(list: ListChoice, value: string): void {
  useGalleryView.setState((view) => {
    const values: readonly string[] = view[list];
    const next = values.includes(value)
      ? values.filter((other) => other !== value)
      : [...values, value];
    return { [list]: next } as Partial<GalleryView>;
  });
}
