import { useTranslation } from 'react-i18next';
import { isModelFailure } from '../api/error-words.ts';
import { goTo } from '../state/location.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import type { CellLayout } from './fit-cells.ts';

/** Narrowest frame in which a failure can be read, in CSS pixels. */
const narrowestWords = 240;

/** Whether the frames of a batch are large enough for why it failed to be written into one; else it stands above them. */
export function holdsWords({ width, height }: CellLayout): boolean {
  return Math.min(width, height) >= narrowestWords;
}

interface BatchFailureProps {
  error: unknown;
  /** Fits into a picture's frame. */
  compact?: boolean;
  className?: string;
}

/** Why a batch failed, with the way to Models where a model is the reason. */
export function BatchFailure({ error, compact = false, className = '' }: BatchFailureProps) {
  const { t } = useTranslation();
  return (
    <ErrorNotice
      error={error}
      compact={compact}
      className={className}
      actions={
        isModelFailure(error) ? (
          <Button size="small" onClick={() => goTo('/models')}>
            {t('create.noModels.open')}
          </Button>
        ) : null
      }
    />
  );
}
