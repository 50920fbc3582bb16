import type { PreviewSheet } from '../../electron/api/contract/comparisons.ts';
import type { Placement } from '../ui/viewport.ts';

interface PreviewTileProps {
  sheet: PreviewSheet;
  /** Place of the step in the sheet. */
  index: number;
  alt: string;
  placement: Placement;
}

/** What a picture looked like after one of its steps, where the picture itself would lie. */
export function PreviewTile({ sheet, index, alt, placement }: PreviewTileProps) {
  const { left, top, width, height } = placement;
  const rows = Math.ceil(sheet.steps.length / sheet.columns);
  const column = index % sheet.columns;
  const row = Math.floor(index / sheet.columns);
  return (
    <div
      role="img"
      aria-label={alt}
      className="absolute top-0 left-0 will-change-transform"
      style={{
        width,
        height,
        transform: `translate(${left}px, ${top}px)`,
        backgroundImage: `url(${sheet.sheet})`,
        backgroundSize: `${sheet.columns * width}px ${rows * height}px`,
        backgroundPosition: `${-column * width}px ${-row * height}px`,
      }}
    />
  );
}
