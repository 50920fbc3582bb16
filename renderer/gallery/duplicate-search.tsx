import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatNumber } from '../ui/format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';

/** Reads the pixels of pictures that were not compared yet, for as long as the duplicates are looked at. */
export function DuplicateSearch() {
  const { t, i18n } = useTranslation();
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const read = async () => {
      const { signal } = leaving;
      for await (const step of await studio.gallery.findDuplicates(undefined, { signal })) {
        setProgress(step);
      }
      await queryClient.invalidateQueries({ queryKey: studioQuery.gallery.key() });
    };
    read().catch((failure: unknown) => {
      if (!leaving.signal.aborted) setError(failure);
    });
    return () => leaving.abort();
  }, []);
  if (error !== null) return <ErrorNotice error={error} className="mx-6 my-3" />;
  if (!progress || progress.done >= progress.total) return null;
  const number = (value: number) => formatNumber(value, i18n.language);
  return (
    <div className="flex items-center gap-3 border-b border-line px-6 py-2 text-sm">
      <span className="figures whitespace-nowrap text-quiet" role="status">
        {t('gallery.comparing', { done: number(progress.done), total: number(progress.total) })}
      </span>
      <ProgressBar
        label={t('gallery.places.duplicates')}
        value={progress.done / progress.total}
        className="grow"
      />
    </div>
  );
}
