import { useTranslation } from 'react-i18next';
import { goTo } from '../state/location.ts';
import { armLook } from '../ui/arm-look.ts';
import { classNames } from '../ui/class-names.ts';
import { PictureImage } from '../ui/picture-image.tsx';
import { nameSeed } from '../ui/seed-name.ts';
import { rowAddress } from './comparison-rows.ts';
import type { SeedRow } from './comparison-rows.ts';
import { usePrintingCell } from './printing-cell.ts';

interface SeedRowOptionProps {
  id: string;
  row: SeedRow;
  selected: boolean;
  position: number;
  /** -1 where it is not known. */
  total: number;
  pictureWidth: number;
  pictureHeight: number;
}

/** A seed in the list: a small picture per arm, each with its arm's colour under it. */
export function SeedRowOption({
  id,
  row,
  selected,
  position,
  total,
  pictureWidth,
  pictureHeight,
}: SeedRowOptionProps) {
  const { t } = useTranslation();
  const { comparison } = row;
  const seed = nameSeed(row.seed, comparison.settings.variation, row.index);
  return (
    // The list has the focus and the keys; an option only takes the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-posinset={position}
      aria-setsize={total}
      aria-label={t('compare.row', { prompt: comparison.arms[0]?.prompt ?? '', seed })}
      onClick={() => goTo(rowAddress(row))}
      className={classNames(
        'mx-1.5 h-full cursor-pointer rounded-md px-1.5 pt-1.5',
        selected
          ? 'bg-ink/10 group-focus-visible/list:outline-2 group-focus-visible/list:outline-focus'
          : 'hover:bg-ink/5',
      )}
    >
      <div className="flex gap-1">
        {row.pictureIds.map((pictureId, arm) => (
          <SmallPicture
            // oxlint-disable-next-line react/no-array-index-key -- an arm is its place
            key={arm}
            row={row}
            arm={arm}
            pictureId={pictureId}
            width={pictureWidth}
            height={pictureHeight}
          />
        ))}
      </div>
      <p className={classNames('figures truncate pt-0.5 text-xs', !selected && 'text-quiet')}>
        {seed}
      </p>
    </div>
  );
}

interface SmallPictureProps {
  row: SeedRow;
  arm: number;
  pictureId: string | null;
  width: number;
  height: number;
}

function SmallPicture({ row, arm, pictureId, width, height }: SmallPictureProps) {
  const cell = usePrintingCell({ comparisonId: row.comparison.id, seed: row.index, arm });
  const kind = row.comparison.arms[arm]?.kind;
  const preview = cell?.preview ?? null;
  return (
    <div className="relative overflow-hidden rounded-sm bg-sunk" style={{ width, height }}>
      {pictureId !== null ? (
        <PictureImage
          pictureId={pictureId}
          size="thumbnail"
          alt=""
          className="size-full object-cover"
        />
      ) : preview !== null ? (
        <img src={preview} alt="" className="size-full object-cover" />
      ) : null}
      {kind ? (
        <span
          className="absolute inset-x-0 bottom-0 h-[3px]"
          style={{ background: armLook[kind].colour }}
        />
      ) : null}
    </div>
  );
}
