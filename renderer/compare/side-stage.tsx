import { useTranslation } from 'react-i18next';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { armLook } from '../ui/arm-look.ts';
import { classNames } from '../ui/class-names.ts';
import type { Viewport } from '../ui/use-viewport.ts';
import { ArmPicture } from './arm-picture.tsx';
import { captionHeight, paneGap } from './arrange-panes.ts';
import type { PaneArrangement } from './arrange-panes.ts';
import type { SeedRow } from './comparison-rows.ts';
import { PictureStage } from './picture-stage.tsx';

interface SideStageProps {
  row: SeedRow;
  arrangement: PaneArrangement;
  viewport: Viewport;
}

/** Every arm in a pane of its own; they zoom and pan as one. */
export function SideStage({ row, arrangement, viewport }: SideStageProps) {
  const { t } = useTranslation();
  const { columns, pane } = arrangement;
  return (
    <div
      className="grid content-start justify-center"
      style={{ gridTemplateColumns: `repeat(${columns}, ${pane.width}px)`, columnGap: paneGap }}
    >
      {row.comparison.arms.map((arm, index) => (
        <figure key={arm.kind} style={{ marginBottom: paneGap }}>
          <PictureStage
            label={t('compare.pictures', { arm: t(`arms.${arm.kind}.long`), seed: row.seed })}
            size={pane}
            viewport={viewport}
          >
            <ArmPicture row={row} arm={index} placement={viewport.placement} />
          </PictureStage>
          <figcaption
            className={classNames(
              'mt-[2px] flex items-center gap-2 border-t-2 px-1',
              armLook[arm.kind].frame,
            )}
            style={{ height: captionHeight - 2, width: pane.width }}
          >
            <ArmBadge arm={arm.kind} className="shrink-0" />
            <span className="min-w-0 truncate text-sm text-quiet" title={arm.prompt}>
              {arm.prompt}
            </span>
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
