import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { formatNumber } from '../ui/format.ts';

interface BeyondBestProps {
  /** The duplicates that are listed, in their order. */
  ids: readonly string[];
  onChoose(ids: readonly string[]): void;
}

/** Selects all duplicates but the best of each group, and says which that is. Nothing where none of the listed could go. */
export function BeyondBest({ ids, onChoose }: BeyondBestProps) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(studioQuery.gallery.duplicatesBeyondBest.queryOptions());
  const beyond = useMemo(() => {
    const all = new Set(data?.ids.split(' '));
    return ids.filter((id) => all.has(id));
  }, [data, ids]);
  if (beyond.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line px-6 py-1.5 text-sm text-quiet">
      <p className="max-w-[60em] min-w-0 grow basis-80">{t('gallery.best.rule')}</p>
      <Button size="small" onClick={() => onChoose(beyond)}>
        {t('gallery.best.choose', { number: formatNumber(beyond.length, i18n.language) })}
      </Button>
    </div>
  );
}
