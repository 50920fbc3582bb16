import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { ArmKind } from '../../electron/api/contract/arm.ts';

/** What the gallery shows, and how large. Search and filter last as long as the page, the size longer. */
interface GalleryView {
  /** As typed. */
  readonly search: string;
  /** Only these arms; none means all. */
  readonly arms: readonly ArmKind[];
  /** Wanted side of a cell in CSS pixels. */
  readonly cellSize: number;
}

export const smallestCell = 88;
export const largestCell = 360;

export const useGalleryView = create<GalleryView>()(
  persist<GalleryView, [], [], Pick<GalleryView, 'cellSize'>>(
    () => ({ search: '', arms: [], cellSize: 168 }),
    { name: 'nishiki-gallery', version: 1, partialize: ({ cellSize }) => ({ cellSize }) },
  ),
);

export function changeGalleryView(change: Partial<GalleryView>): void {
  useGalleryView.setState(change);
}

/** The filter's chips, in the order in which arms are shown everywhere. */
export const filterArms: readonly ArmKind[] = ['ja', 'ja-stage1', 'en', 'en-raw'];

export function toggleArm(arm: ArmKind): void {
  useGalleryView.setState(({ arms }) => ({
    arms: arms.includes(arm) ? arms.filter((other) => other !== arm) : [...arms, arm],
  }));
}
