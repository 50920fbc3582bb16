import { useTranslation } from 'react-i18next';
import { PlacedPicture } from '../ui/placed-picture.tsx';
import type { Placement } from '../ui/viewport.ts';
import type { SeedRow } from './comparison-rows.ts';
import { usePrintingCell } from './printing-cell.ts';

interface ArmPictureProps {
  row: SeedRow;
  /** Place of the arm in the comparison. */
  arm: number;
  placement: Placement;
}

/** One arm's picture on the stage; before it is there its preview, or a sheet that says so. */
export function ArmPicture({ row, arm, placement }: ArmPictureProps) {
  const { t } = useTranslation();
  const cell = usePrintingCell(row.comparison.id, row.index, arm);
  const pictureId = row.pictureIds[arm] ?? null;
  const kind = row.comparison.arms[arm]?.kind;
  const name = kind
    ? t('compare.pictures', { arm: t(`arms.${kind}.long`), seed: row.seed })
    : row.seed;
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
