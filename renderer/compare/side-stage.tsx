import { useTranslation } from 'react-i18next';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { armLook } from '../ui/arm-look.ts';
import { classNames } from '../ui/class-names.ts';
import type { Viewport } from '../ui/use-viewport.ts';
import { armCaption, armKeys } from './arm-names.ts';
import { ArmPicture } from './arm-picture.tsx';
import { captionHeight, paneGap } from './arrange-panes.ts';
import type { PaneArrangement } from './arrange-panes.ts';
import type { SeedRow } from './comparison-rows.ts';
import { PictureStage } from './picture-stage.tsx';
import type { ShownStep } from './use-steps.ts';

interface SideStageProps {
  row: SeedRow;
  /** Places of the arms that are shown. */
  shown: readonly number[];
  arrangement: PaneArrangement;
  viewport: Viewport;
  step: ShownStep | null;
}

/** Arms in panes of their own; they zoom and pan as one. */
export function SideStage({ row, shown, arrangement, viewport, step }: SideStageProps) {
  const { t } = useTranslation();
  const { columns, pane } = arrangement;
  const { arms } = row.comparison;
  const keys = armKeys(arms.map(({ kind }) => kind));
  return (
    <div
      className="grid content-start justify-center"
      style={{ gridTemplateColumns: `repeat(${columns}, ${pane.width}px)`, columnGap: paneGap }}
    >
      {shown.map((index) => {
        const arm = arms[index];
        if (!arm) return null;
        const caption = armCaption(row.comparison, index, t);
        return (
          <figure key={keys[index]} style={{ marginBottom: paneGap }}>
            <PictureStage
              label={t('compare.pictures', { arm: t(`arms.${arm.kind}.long`), seed: row.seed })}
              size={pane}
              viewport={viewport}
            >
              <ArmPicture row={row} arm={index} placement={viewport.placement} step={step} />
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
                {caption}
              </span>
            </figcaption>
          </figure>
        );
      })}
    </div>
  );
}
