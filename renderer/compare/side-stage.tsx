import { armLook } from '../ui/arm-look.ts';
import { classNames } from '../ui/class-names.ts';
import type { Viewport } from '../ui/use-viewport.ts';
import { captionHeight, paneGap } from './arrange-panes.ts';
import type { PaneArrangement } from './arrange-panes.ts';
import { PaneBadge } from './pane-badge.tsx';
import { PanePicture } from './pane-picture.tsx';
import { PictureStage } from './picture-stage.tsx';
import type { ShownStep } from './use-steps.ts';
import type { Viewed } from './viewed.ts';

interface SideStageProps {
  viewed: Viewed;
  /** Places of the pictures that are shown. */
  shown: readonly number[];
  arrangement: PaneArrangement;
  viewport: Viewport;
  step: ShownStep | null;
}

/** Pictures in panes of their own; they zoom and pan as one. */
export function SideStage({ viewed, shown, arrangement, viewport, step }: SideStageProps) {
  const { columns, pane: size } = arrangement;
  const { panes, frame } = viewed;
  return (
    <div
      className="grid content-start justify-center"
      style={{ gridTemplateColumns: `repeat(${columns}, ${size.width}px)`, columnGap: paneGap }}
    >
      {shown.map((index) => {
        const pane = panes[index];
        if (!pane) return null;
        return (
          <figure key={pane.key} style={{ marginBottom: paneGap }}>
            <PictureStage label={pane.name} size={size} viewport={viewport}>
              <PanePicture pane={pane} frame={frame} placement={viewport.placement} step={step} />
            </PictureStage>
            <figcaption
              className={classNames(
                'mt-[2px] flex items-center gap-2 border-t-2 px-1',
                pane.kind === null ? 'border-line-strong' : armLook[pane.kind].frame,
              )}
              style={{ height: captionHeight - 2, width: size.width }}
            >
              <PaneBadge pane={pane} className="shrink-0" />
              <span className="min-w-0 truncate text-sm text-quiet" title={pane.title}>
                {pane.caption}
              </span>
            </figcaption>
          </figure>
        );
      })}
    </div>
  );
}
