import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { formatNumber, formatSeconds } from '../ui/format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import type { CleaningProgress } from './cleaning-run.ts';

interface WorkProgressProps {
  label: string;
  /** Null before anything is known. */
  progress: CleaningProgress | null;
  onStop(): void;
}

/** How far it is, how fast it goes and how long that will take. */
export function WorkProgress({ label, progress, onStop }: WorkProgressProps) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const { done = 0, total = 0, known = 0, pace = null } = progress ?? {};
  return (
    <div className="flex flex-col gap-1.5" data-testid="cleaning-progress">
      <div className="flex items-center gap-3">
        <ProgressBar label={label} value={total > 0 ? done / total : null} />
        <Button size="small" look="quiet" onClick={onStop}>
          {t('cleaning.stop')}
        </Button>
      </div>
      <p className="figures flex flex-wrap gap-x-3 text-xs text-quiet">
        {progress === null ? (
          <span>{t('cleaning.reading')}</span>
        ) : (
          <span>{`${formatNumber(done, language)} / ${formatNumber(total, language)}`}</span>
        )}
        {known === 0 ? null : (
          <span>{t('cleaning.known', { number: formatNumber(known, language) })}</span>
        )}
        {pace === null ? null : (
          <>
            <span>
              {t('cleaning.pace', {
                rate: formatNumber(
                  pace < 10 ? Math.round(pace * 10) / 10 : Math.round(pace),
                  language,
                ),
              })}
            </span>
            <span>
              {t('cleaning.left', { time: formatSeconds((total - done) / pace, language) })}
            </span>
          </>
        )}
      </p>
    </div>
  );
}
