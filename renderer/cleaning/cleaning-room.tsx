import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { RoomHeader } from '../ui/room-header.tsx';
import { tip } from '../ui/tip.ts';
import { useSettled } from '../ui/use-settled.ts';
import { countBelow, lastSet, thresholdFor, useCleaning } from './cleaning-run.ts';
import { ExportSet } from './export-set.tsx';
import { KeepChoice } from './keep-choice.tsx';
import { PairViewer } from './pair-viewer.tsx';
import { PairList } from './pair-list.tsx';
import { ScoreForm } from './score-form.tsx';
import { ScoreHistogram } from './score-histogram.tsx';

/** Milliseconds that a threshold stays where it is before other pictures are fetched for it. */
const settleTime = 150;

/** A folder of captioned pictures: which of them fit their captions, and a copy of those. */
export function CleaningRoom() {
  const { t } = useTranslation();
  const { data: set, error } = useQuery(lastSet);
  const choice = useCleaning((state) => state.choice);
  const threshold = set ? thresholdFor(choice, set) : 0;
  const cut = useSettled(set ? countBelow(set.scores, threshold) : 0, settleTime);
  const { opened, open, close } = useOpenedPair(set?.id);
  const isOpen = set !== undefined && set !== null && opened !== null;
  return (
    <div className="relative h-full">
      <div className="flex h-full flex-col" inert={isOpen}>
        <RoomHeader title={t('cleaning.title')} note={set?.folder}>
          <Link
            href="/models"
            className="flex h-7 items-center gap-1.5 rounded-md px-2.5 text-sm text-quiet hover:bg-ink/5 hover:text-ink"
          >
            <ArrowLeft aria-hidden className="size-4" strokeWidth={1.6} />
            {t('models.title')}
          </Link>
        </RoomHeader>
        <div className="flex min-h-0 grow">
          <div className="flex w-[320px] shrink-0 flex-col gap-6 overflow-y-auto border-r border-line p-5 max-[900px]:w-72">
            <ScoreForm />
            {set && set.scores.length > 0 ? (
              <>
                <KeepChoice set={set} threshold={threshold} />
                <ExportSet set={set} threshold={threshold} />
              </>
            ) : null}
          </div>
          <div className="flex min-w-0 grow flex-col">
            {error ? <ErrorNotice error={error} className="m-6" /> : null}
            {set && set.scores.length > 0 ? (
              <>
                <ScoreHistogram set={set} threshold={threshold} />
                <div className="grid min-h-0 grow grid-cols-2 divide-x divide-line border-t border-line">
                  <PairList key={`${set.id}-goes`} set={set} side="goes" cut={cut} onOpen={open} />
                  <PairList
                    key={`${set.id}-stays`}
                    set={set}
                    side="stays"
                    cut={cut}
                    onOpen={open}
                  />
                </div>
                <LeftOut />
              </>
            ) : (
              <EmptyState title={t(set ? 'cleaning.none' : 'cleaning.empty')}>
                {t('cleaning.emptyAdvice')}
              </EmptyState>
            )}
          </div>
        </div>
      </div>
      {isOpen ? (
        <PairViewer set={set} place={opened} threshold={threshold} onMove={open} onClose={close} />
      ) : null}
    </div>
  );
}

/** The place of the pair that is looked at by itself. Closed, the keys are at that pair again, where it is in sight. */
function useOpenedPair(setId: string | undefined) {
  const [at, setAt] = useState<{ setId: string | undefined; place: number } | null>(null);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    // After each time that the room is drawn: a threshold that was chosen meanwhile carries it to the other list later.
    const isNowhere = document.activeElement === document.body;
    if (left === null || !isNowhere) return;
    document.querySelector<HTMLElement>(`[data-place="${left}"]`)?.focus();
  });
  // Places of another set are other pairs.
  const opened = at !== null && at.setId === setId ? at.place : null;
  return {
    opened,
    open: (place: number) => {
      setLeft(null);
      setAt({ setId, place });
    },
    close: () => {
      setAt(null);
      setLeft(opened);
    },
  };
}

/** What was not scored, and stays behind. */
function LeftOut() {
  const { t } = useTranslation();
  const { data: set } = useQuery(lastSet);
  if (!set || set.unreadable + set.uncaptioned === 0) return null;
  return (
    <details className="shrink-0 border-t border-line bg-raised px-5 py-2 text-sm">
      <summary className="text-quiet">
        {[
          set.uncaptioned > 0 ? t('cleaning.uncaptioned', { count: set.uncaptioned }) : '',
          set.unreadable > 0 ? t('cleaning.unreadable', { count: set.unreadable }) : '',
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </summary>
      <ul className="mt-1 max-h-32 overflow-y-auto text-xs">
        {set.unreadableFirst.map(({ picture, reason }) => (
          <li key={picture} className="break-all" {...tip(reason)}>
            {picture}
          </li>
        ))}
      </ul>
    </details>
  );
}
