import { useTranslation } from 'react-i18next';
import { goTo } from '../state/location.ts';
import { scorePictures } from '../state/score-pictures.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatNumber } from '../ui/format.ts';
import type { Meaning } from './use-meaning.ts';

interface MeaningNoteProps {
  meaning: Meaning;
  /** All pictures that the filter leaves, whether or not they have been looked at. */
  ids: readonly string[];
}

/** What a search by meaning was made in, and how more pictures come into it. */
export function MeaningNote({ meaning, ids }: MeaningNoteProps) {
  const { t, i18n } = useTranslation();
  if (meaning.error !== null) return <ErrorNotice error={meaning.error} className="mx-6 mt-3" />;
  if (meaning.ids === undefined) {
    return (
      <p role="status" className="border-b border-line px-6 py-1.5 text-sm leading-7 text-quiet">
        {t('gallery.meaning.searching')}
      </p>
    );
  }
  const unread = meaning.scorer === null || meaning.searched < ids.length;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-6 py-1.5 text-sm text-quiet">
      <span className="figures" role="status">
        {meaning.scorer === null
          ? t('gallery.meaning.noScorer')
          : t('gallery.meaning.searched', {
              scorer: meaning.scorer,
              number: formatNumber(meaning.searched, i18n.language),
            })}
      </span>
      {unread && meaning.scorer !== null ? (
        <Button
          size="small"
          look="quiet"
          title={t('gallery.meaning.readAdvice')}
          onClick={() => void scorePictures(ids, t)}
        >
          {t('gallery.meaning.read')}
        </Button>
      ) : null}
      {meaning.isDemo ? (
        <span className="flex flex-wrap items-center gap-x-3">
          {t('gallery.meaning.demo')}
          <Button size="small" onClick={() => goTo('/models')}>
            {t('gallery.meaning.fetch')}
          </Button>
        </span>
      ) : null}
    </div>
  );
}

/** In the place of the pictures where a search by meaning has found none: mostly, because none was looked at yet. */
export function NothingAlike({ meaning, ids }: MeaningNoteProps) {
  const { t } = useTranslation();
  if (meaning.error !== null) return null;
  if (meaning.scorer === null) {
    return (
      <EmptyState
        title={t('gallery.noResult')}
        actions={<Button onClick={() => goTo('/models')}>{t('gallery.meaning.toModels')}</Button>}
      >
        {t('gallery.meaning.noScorer')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t(meaning.searched === 0 ? 'gallery.meaning.unread' : 'gallery.noResult')}
      actions={
        <Button onClick={() => void scorePictures(ids, t)}>
          {t('gallery.meaning.readAll', { count: ids.length })}
        </Button>
      }
    >
      {t('gallery.meaning.unreadAdvice')}
    </EmptyState>
  );
}
