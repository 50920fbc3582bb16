import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScoredSet } from '../../electron/api/contract/cleaning.ts';
import { queryClient, studioQuery } from '../api/studio.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatNumber } from '../ui/format.ts';
import { isComposing, isTyping } from '../ui/keys.ts';
import { AskAgain } from './ask-again.tsx';
import { chooseThreshold, toPlaces } from './cleaning-run.ts';

interface PairViewerProps {
  set: ScoredSet;
  /** Place of the pair among all scores, the lowest first. */
  place: number;
  threshold: number;
  onMove(place: number): void;
  onClose(): void;
}

const icon = { 'aria-hidden': true, className: 'size-4', strokeWidth: 1.6 } as const;

/** One picture as large as can be, with its caption and score. It lies over the lists, which keep their places below. */
export function PairViewer({ set, place, threshold, onMove, onClose }: PairViewerProps) {
  const { t, i18n } = useTranslation();
  const region = useRef<HTMLElement>(null);
  const { data: pair, error } = useQuery(pairAt(set.id, place));
  const score = set.scores[place] ?? 0;
  const side = score < threshold ? 'goes' : 'stays';
  const before = place > 0 ? place - 1 : null;
  const next = place + 1 < set.scores.length ? place + 1 : null;
  useEffect(() => region.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event) || isTyping(event.target)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest('dialog')) return;
      const to = { ArrowLeft: before, ArrowUp: before, ArrowRight: next, ArrowDown: next }[
        event.key
      ];
      if (event.key === 'Escape') onClose();
      else if (to === undefined) return;
      else if (to !== null) onMove(to);
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
  useEffect(() => {
    for (const neighbour of [before, next]) {
      if (neighbour !== null) void queryClient.prefetchQuery(pairAt(set.id, neighbour));
    }
  }, [set.id, before, next]);
  const number = (value: number) => formatNumber(value, i18n.language);

  return (
    <section
      ref={region}
      tabIndex={-1}
      aria-label={t('cleaning.viewer.title')}
      data-testid="pair-viewer"
      className="absolute inset-0 z-10 flex flex-col bg-ground outline-none"
    >
      <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-3">
        <Button look="quiet" size="small" onClick={onClose}>
          <ArrowLeft {...icon} />
          {t('cleaning.viewer.back')}
        </Button>
        <span className="grow" />
        <IconButton
          size="small"
          label={t('cleaning.viewer.previous')}
          disabled={before === null}
          icon={<ChevronLeft {...icon} />}
          onClick={() => before !== null && onMove(before)}
        />
        <span className="figures min-w-28 text-center text-sm text-quiet" role="status">
          {`${number(place + 1)} / ${number(set.scores.length)}`}
        </span>
        <IconButton
          size="small"
          label={t('cleaning.viewer.next')}
          disabled={next === null}
          icon={<ChevronRight {...icon} />}
          onClick={() => next !== null && onMove(next)}
        />
        <span className="grow" />
        <Button
          size="small"
          title={t('cleaning.viewer.cutHint')}
          onClick={() => chooseThreshold(set, toPlaces(score))}
        >
          {t('cleaning.viewer.cut')}
        </Button>
      </div>
      <div className="relative min-h-0 grow bg-sunk">
        {error ? (
          <ErrorNotice error={error} className="m-10" actions={<AskAgain />} />
        ) : pair?.image ? (
          <img
            src={pair.image}
            alt={pair.caption}
            draggable={false}
            className="absolute inset-0 size-full object-contain p-4"
          />
        ) : pair ? (
          <EmptyState title={t('common.pictureGone')} />
        ) : null}
      </div>
      <div className="flex max-h-40 shrink-0 gap-6 overflow-y-auto border-t border-line px-6 py-3">
        <p className="shrink-0">
          <span className="figures block text-lg">{score.toFixed(4)}</span>
          <span className="text-xs text-quiet">{t(`cleaning.${side}`)}</span>
        </p>
        <div className="min-w-0 grow">
          <p className="max-w-[60em] break-words whitespace-pre-wrap">{pair?.caption}</p>
          <p className="mt-1 text-xs break-all text-quiet">
            {pair?.picture}
            {pair?.size ? (
              <span className="figures ml-4">{`${pair.size.width} × ${pair.size.height}`}</span>
            ) : null}
          </p>
        </div>
      </div>
    </section>
  );
}

/** A pair with its picture; a few are kept, as each is some hundred kilobytes. */
function pairAt(setId: string, place: number) {
  return studioQuery.cleaning.pair.queryOptions({
    input: { setId, place },
    staleTime: Infinity,
    gcTime: 10_000,
  });
}
