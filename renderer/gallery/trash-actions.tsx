import { RotateCcw, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { formatNumber } from '../ui/format.ts';
import { purgePictures, restorePictures } from './picture-acts.ts';

interface TrashActionsProps {
  /** Everything in the trash that is listed. */
  all: readonly string[];
  chosen: readonly string[];
  onClear(): void;
}

/** What can be done in the trash: bring back, or delete for good, which is the one thing that is asked about. */
export function TrashActions({ all, chosen, onClear }: TrashActionsProps) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState<readonly string[] | null>(null);
  const words = { t, language: i18n.language };
  const some = chosen.length > 0;
  const number = (count: number) => formatNumber(count, i18n.language);
  return (
    <div role="toolbar" aria-label={t('gallery.trashActs')} className="flex items-center gap-1.5">
      {some ? (
        <>
          <span className="figures mr-1 text-sm whitespace-nowrap text-quiet" role="status">
            {t('gallery.selected', { count: chosen.length, number: number(chosen.length) })}
          </span>
          <Button size="small" onClick={() => void restorePictures(chosen, words)}>
            <RotateCcw aria-hidden className="size-3.5" />
            {t('gallery.restore')}
          </Button>
        </>
      ) : null}
      {all.length > 0 ? (
        <Button size="small" look="danger" onClick={() => setAsking(some ? chosen : all)}>
          {some ? t('gallery.deleteForever') : t('gallery.emptyTrash')}
        </Button>
      ) : null}
      {some ? (
        <IconButton
          size="small"
          label={t('gallery.clearSelection')}
          icon={<X aria-hidden className="size-4" strokeWidth={1.6} />}
          onClick={onClear}
        />
      ) : null}
      {asking === null ? null : (
        <ConfirmDialog
          title={t('gallery.purgeTitle', { count: asking.length, number: number(asking.length) })}
          confirmLabel={t('gallery.deleteForever')}
          onConfirm={() => void purgePictures(asking, words)}
          onClose={() => setAsking(null)}
        >
          {t('gallery.purgeAdvice')}
        </ConfirmDialog>
      )}
    </div>
  );
}
