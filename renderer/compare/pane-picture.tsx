import { useTranslation } from 'react-i18next';
import { PlacedPicture } from '../ui/placed-picture.tsx';
import type { PrintCell } from '../state/print-job.ts';
import type { Placement, Size } from '../ui/viewport.ts';
import { PreviewTile } from './preview-tile.tsx';
import { usePrintingCell, useStudioStatus } from './printing-cell.ts';
import type { ShownStep } from './use-steps.ts';
import { placeInFrame } from './viewed.ts';
import type { Pane } from './viewed.ts';

interface PanePictureProps {
  pane: Pane;
  /** Of all the viewer's pictures, in pixels. */
  frame: Size;
  /** Where the frame lies. */
  placement: Placement;
  /** A step on the way; null for the finished picture. */
  step: ShownStep | null;
}

/** One picture on the stage; before it is there its preview, or a sheet that says so. */
export function PanePicture({ pane, frame, placement: ofFrame, step }: PanePictureProps) {
  const { t } = useTranslation();
  const cell = usePrintingCell(pane.cell);
  const inStudio = useStudioStatus(pane.cell);
  const { pictureId, name } = pane;
  const placement = placeInFrame(ofFrame, frame, pane.size);
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
      ) : (
        t(wordsOfStatus(cell ? cell.status : inStudio))
      )}
    </div>
  );
}

function wordsOfStatus(status: PrintCell['status'] | 'queued' | 'running' | null) {
  if (status === null) return 'compare.missing';
  return status === 'waiting' || status === 'queued' ? 'queue.status.queued' : 'compare.printing';
}
