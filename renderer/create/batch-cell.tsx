import {
  Blend,
  Columns2,
  Copy,
  Download,
  Heart,
  Images,
  ImageUp,
  Pin,
  Scaling,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import { pictureDownloadUrl } from '../api/picture-url.ts';
import { beginFromPicture } from '../state/begin-from.ts';
import { changeDraft } from '../state/draft.ts';
import { copyPicture } from '../state/copy-picture.ts';
import { markFavourite } from '../state/favourites.ts';
import { goTo } from '../state/location.ts';
import { openPicture } from '../state/opened-from.ts';
import { pairAddress } from '../state/pair-address.ts';
import { canFinishLarger, finishLarger, moreLikeThis } from '../state/recall-picture.ts';
import type { PrintCell, PrintJob } from '../state/print-job.ts';
import { ArmBadge, ArmSeal } from '../ui/arm-badge.tsx';
import { armLook } from '../ui/arm-look.ts';
import { BlockedNotice } from '../ui/blocked-notice.tsx';
import { IconButton } from '../ui/button.tsx';
import { FavouriteButton } from '../ui/favourite-button.tsx';
import { dragOut } from '../ui/picture-drag.ts';
import { PictureFrame } from '../ui/picture-frame.tsx';
import { PictureImage } from '../ui/picture-image.tsx';
import { showToast } from '../ui/toast-store.ts';
import { BatchFailure, holdsWords } from './batch-failure.tsx';
import type { CellLayout } from './fit-cells.ts';

interface BatchCellProps {
  job: PrintJob;
  cell: PrintCell;
  arm: Pick<Arm, 'kind' | 'prompt'>;
  /** Null until the studio has settled the job. */
  seed: string | null;
  /** The cell that a failure of the whole job is written into, if nothing was begun. */
  first: boolean;
  /** The picture is a favourite. */
  favourite: boolean;
  layout: CellLayout;
  /** Ids of all pictures of the batch. */
  beside: readonly string[];
}

/** One picture of a batch: paper, then preview, then picture. */
export function BatchCell({
  job,
  cell,
  arm,
  seed,
  first,
  favourite,
  layout,
  beside,
}: BatchCellProps) {
  const { t } = useTranslation();
  const begunElsewhere = job.cells.flat().some((other) => other !== cell && failedHere(other));
  const failed = job.status === 'failed' && (failedHere(cell) || (first && !begunElsewhere));
  const saysWhy = failed && holdsWords(layout);
  const waits = cell.status === 'waiting' && cell.calibration === null;
  const dimmed = (waits || cell.status === 'stopped') && !saysWhy;
  const label = t('create.cell.label', {
    arm: t(`arms.${arm.kind}.long`),
    seed: seed ?? '…',
  });
  return (
    <div style={{ width: layout.width }} data-testid="cell" data-status={cell.status}>
      <PictureFrame arm={arm.kind} label={label} className={dimmed ? 'opacity-60' : ''}>
        <div
          className="group relative overflow-hidden rounded-sm bg-sunk"
          style={{ aspectRatio: `${layout.width} / ${layout.height}` }}
        >
          {cell.picture ? (
            <Finished picture={cell.picture} favourite={favourite} beside={beside} />
          ) : (
            <Unfinished job={job} cell={cell} arm={arm} saysWhy={saysWhy} />
          )}
        </div>
      </PictureFrame>
      <div className="flex h-[30px] items-center justify-between gap-2 px-0.5">
        {layout.width < 170 ? <ArmSeal arm={arm.kind} /> : <ArmBadge arm={arm.kind} />}
        <span className="flex min-w-0 items-center gap-1 text-xs text-quiet">
          {favourite ? <Heart aria-hidden className="size-3.5 shrink-0 fill-current" /> : null}
          <span className="figures truncate" title={t('common.seed')}>
            {seed}
          </span>
        </span>
      </div>
    </div>
  );
}

interface FinishedProps {
  picture: Picture;
  favourite: boolean;
  beside: readonly string[];
}

function Finished({ picture, favourite, beside }: FinishedProps) {
  const { t, i18n } = useTranslation();
  const { recipe } = picture;
  const compareTarget = pairAddress(picture);
  const open = () =>
    compareTarget === null ? openPicture(picture.id, beside) : goTo(compareTarget);
  return (
    <>
      <button
        type="button"
        aria-label={compareTarget === null ? t('create.cell.open') : t('create.cell.compare')}
        title={t('create.cell.drag')}
        data-picture={picture.id}
        className="block size-full cursor-grab! focus-visible:-outline-offset-2"
        onClick={open}
        {...dragOut([picture])}
      >
        <PictureImage
          pictureId={picture.id}
          size="full"
          alt={recipe.prompt}
          className="size-full object-cover"
        />
        {recipe.safety === 'blocked' ? <BlockedNotice /> : null}
      </button>
      <div className="absolute right-1.5 bottom-1.5 flex max-w-[calc(100%-12px)] flex-wrap justify-end gap-0.5 rounded-md bg-raised/94 p-0.5 opacity-0 transition-opacity duration-100 group-focus-within:opacity-100 group-hover:opacity-100">
        {compareTarget === null ? null : (
          <IconButton
            size="small"
            label={t('create.cell.compare')}
            icon={<Columns2 aria-hidden className="size-4" strokeWidth={1.6} />}
            onClick={() => goTo(compareTarget)}
          />
        )}
        <IconButton
          size="small"
          label={t('create.cell.open')}
          icon={<Images aria-hidden className="size-4" strokeWidth={1.6} />}
          onClick={() => openPicture(picture.id, beside)}
        />
        <FavouriteButton
          label={t('create.cell.favourite')}
          favourite={favourite}
          onToggle={() => void markFavourite(picture.id, !favourite, t)}
        />
        <IconButton
          size="small"
          label={t('create.cell.useSeed')}
          icon={<Pin aria-hidden className="size-4" strokeWidth={1.6} />}
          onClick={() => {
            changeDraft({ seed: recipe.seed, seedLocked: true, seedSpent: false });
            showToast(t('create.cell.seedUsed', { seed: recipe.seed }));
          }}
        />
        <IconButton
          size="small"
          label={t('create.cell.moreLike')}
          icon={<Blend aria-hidden className="size-4" strokeWidth={1.6} />}
          onClick={() => moreLikeThis(picture, t)}
        />
        {canFinishLarger(picture) ? (
          <IconButton
            size="small"
            label={t('create.cell.larger')}
            icon={<Scaling aria-hidden className="size-4" strokeWidth={1.6} />}
            onClick={() => finishLarger(picture, t)}
          />
        ) : null}
        <IconButton
          size="small"
          label={t('create.begin.use')}
          icon={<ImageUp aria-hidden className="size-4" strokeWidth={1.6} />}
          onClick={() => void beginFromPicture(picture.id, t)}
        />
        <IconButton
          size="small"
          label={t('create.cell.copy')}
          icon={<Copy aria-hidden className="size-4" strokeWidth={1.6} />}
          onClick={() => void copyPicture(picture.id, t, i18n.language)}
        />
        <DownloadLink picture={picture} />
      </div>
    </>
  );
}

function DownloadLink({ picture }: { picture: Picture }) {
  const { t } = useTranslation();
  return (
    <a
      href={pictureDownloadUrl(picture.id)}
      download={picture.fileName}
      aria-label={t('create.cell.download')}
      title={t('create.cell.download')}
      className="inline-flex size-7 items-center justify-center rounded-md hover:bg-ink/7"
    >
      <Download aria-hidden className="size-4" strokeWidth={1.6} />
    </a>
  );
}

interface UnfinishedProps {
  job: PrintJob;
  cell: PrintCell;
  arm: Pick<Arm, 'kind'>;
  /** The cell into which the failure of the job is written. */
  saysWhy: boolean;
}

function Unfinished({ job, cell, arm, saysWhy }: UnfinishedProps): ReactNode {
  const { t } = useTranslation();
  if (saysWhy) {
    return (
      <div className="absolute inset-0 flex overflow-y-auto bg-danger-wash">
        <BatchFailure error={job.error} compact className="m-auto" />
      </div>
    );
  }
  return (
    <>
      {cell.preview === null ? null : (
        <img
          src={cell.preview}
          alt=""
          draggable={false}
          className={`size-full object-cover ${cell.status === 'stopped' ? 'grayscale' : ''}`}
        />
      )}
      {cell.calibration !== null ? (
        <CellProgress arm={arm} label={t('create.cell.calibrating')} {...cell.calibration} />
      ) : cell.status === 'printing' ? (
        <CellProgress
          arm={arm}
          label={t('create.cell.progress', { arm: t(`arms.${arm.kind}.short`) })}
          step={cell.step}
          steps={cell.steps}
        />
      ) : null}
      {cell.preview === null ? (
        <p className="absolute inset-0 flex items-center justify-center px-2 text-center text-xs text-quiet">
          {cell.status === 'stopped' ? t('create.cell.stopped') : null}
          {cell.status === 'waiting' ? (
            cell.calibration === null ? (
              t('create.cell.waiting')
            ) : (
              <span className="figures">{t('queue.calibrating', cell.calibration)}</span>
            )
          ) : null}
        </p>
      ) : null}
    </>
  );
}

interface CellProgressProps {
  arm: Pick<Arm, 'kind'>;
  label: string;
  step: number;
  steps: number;
}

function CellProgress({ arm, label, step, steps }: CellProgressProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={steps}
      aria-valuenow={step}
      className="absolute inset-x-0 bottom-0 h-[3px] bg-raised/70"
    >
      <div
        className="h-full transition-[width] duration-100"
        style={{
          width: `${(step / Math.max(1, steps)) * 100}%`,
          background: armLook[arm.kind].colour,
        }}
      />
    </div>
  );
}

/** The cell that was being drawn when the job broke off. */
function failedHere(cell: PrintCell): boolean {
  return cell.status === 'stopped' && cell.step > 0 && cell.picture === null;
}
