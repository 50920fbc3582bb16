import { useTranslation } from 'react-i18next';
import { PlacedPicture } from '../ui/placed-picture.tsx';
import type { Placement } from '../ui/viewport.ts';
import type { SeedRow } from './comparison-rows.ts';
import { PreviewTile } from './preview-tile.tsx';
import { usePrintingCell } from './printing-cell.ts';
import type { ShownStep } from './use-steps.ts';

interface ArmPictureProps {
  row: SeedRow;
  /** Place of the arm in the comparison. */
  arm: number;
  placement: Placement;
  /** A step on the way; null for the finished picture. */
  step: ShownStep | null;
}

/** One arm's picture on the stage; before it is there its preview, or a sheet that says so. */
export function ArmPicture({ row, arm, placement, step }: ArmPictureProps) {
  const { t } = useTranslation();
  const cell = usePrintingCell(row.comparison.id, row.index, arm);
  const pictureId = row.pictureIds[arm] ?? null;
  const kind = row.comparison.arms[arm]?.kind;
  const name = kind
    ? t('compare.pictures', { arm: t(`arms.${kind}.long`), seed: row.seed })
    : row.seed;
  const sheet = step?.sheets.find((candidate) => candidate.pictureId === pictureId);
  if (step && sheet) {
    const index = sheet.steps.indexOf(step.step);
    const alt = t('compare.steps.picture', { name, step: step.step });
    if (index >= 0) return <PreviewTile {...{ sheet, index, alt, placement }} />;
  }
  if (pictureId !== null) {
    return <PlacedPicture pictureId={pictureId} alt={name} placement={placement} />;
  }
  const { left, top, width, height } = placement;
  return (
    <div
      className="absolute top-0 left-0 flex items-center justify-center overflow-hidden border border-dashed border-line-strong bg-raised text-sm text-quiet"
      style={{ width, height, transform: `translate(${left}px, ${top}px)` }}
    >
      {cell?.preview ? (
        <img src={cell.preview} alt="" draggable={false} className="size-full" />
      ) : cell ? (
        t('compare.printing')
      ) : (
        t('compare.missing')
      )}
    </div>
  );
}
