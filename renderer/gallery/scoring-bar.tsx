import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { stopScoring, useScoring } from '../state/score-pictures.ts';
import { Button } from '../ui/button.tsx';
import { formatNumber } from '../ui/format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { forgetRecords } from './picture-records.ts';

/** How far the scoring has come; nothing while there is none. */
export function ScoringBar() {
  const { t, i18n } = useTranslation();
  const progress = useScoring((state) => state.progress);
  if (progress === null) return null;
  const number = (value: number) => formatNumber(value, i18n.language);
  const { done, total } = progress;
  return (
    <div className="flex items-center gap-3 border-b border-line px-6 py-1.5 text-sm">
      <span className="figures whitespace-nowrap text-quiet" role="status">
        {t('common.scores.running', { done: number(done), total: number(total) })}
      </span>
      <ProgressBar label={t('common.scores.title')} value={done / total} className="grow" />
      <Button size="small" look="quiet" onClick={stopScoring}>
        {t('common.scores.stop')}
      </Button>
    </div>
  );
}

/** Milliseconds for which scores are collected before lists and records are asked for anew. */
const pause = 500;

/** Shows scores as they come, also those that the studio gives in the background. */
export function useFreshScores(): void {
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let scored: string[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      forgetRecords(scored);
      scored = [];
      void queryClient.invalidateQueries({ queryKey: studioQuery.gallery.key() });
      void queryClient.invalidateQueries({ queryKey: studioQuery.scores.find.key() });
    };
    const watch = async () => {
      for await (const { pictureId } of await studio.scores.watch(undefined, { signal })) {
        scored.push(pictureId);
        timer ??= setTimeout(refresh, pause);
      }
    };
    // Without the connection, which its own notice tells of, scores are as they were read last.
    watch().catch(() => {});
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, []);
}
