import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { formatBytes, formatSeconds } from './format.ts';
import { ProgressBar } from './progress-bar.tsx';

interface TransferProgressProps {
  /** What is being done. */
  label: string;
  /** Shown beside the figures where they alone do not say it. */
  showsLabel?: boolean;
  /** Null before anything is known. */
  progress: { readonly bytesDone: number; readonly bytesTotal: number } | null;
  /** Null where nothing comes over a network. */
  bytesPerSecond: number | null;
  stopLabel: string;
  onStop(): void;
}

/** How far bytes have come, how fast they come and how long that will take. */
export function TransferProgress({
  label,
  showsLabel = false,
  progress,
  bytesPerSecond,
  stopLabel,
  onStop,
}: TransferProgressProps) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const bytes = (count: number) => formatBytes(count, language);
  return (
    <div className="flex w-full flex-col gap-2">
      <div className="flex items-center gap-3">
        <ProgressBar
          label={label}
          value={
            progress && progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : null
          }
        />
        <Button size="small" look="quiet" onClick={onStop}>
          {stopLabel}
        </Button>
      </div>
      {progress || showsLabel ? (
        <p className="figures flex flex-wrap gap-x-3 text-xs text-quiet">
          {showsLabel ? <span>{label}</span> : null}
          {progress ? (
            <span>{`${bytes(progress.bytesDone)} / ${bytes(progress.bytesTotal)}`}</span>
          ) : null}
          {progress && bytesPerSecond ? (
            <>
              <span>{t('models.hub.rate', { rate: bytes(bytesPerSecond) })}</span>
              <span>
                {t('models.hub.left', {
                  time: formatSeconds(
                    (progress.bytesTotal - progress.bytesDone) / bytesPerSecond,
                    language,
                  ),
                })}
              </span>
            </>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}
