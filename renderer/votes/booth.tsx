import { useMutation, useQuery } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ballot, Choice, Trial } from '../../electron/api/contract/votes.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { AwayNotice } from '../ui/away-notice.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { RetryNotice } from '../ui/retry-notice.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { isComposing, isTyping } from '../ui/keys.ts';
import { LongText } from '../ui/long-text.tsx';
import { PictureImage } from '../ui/picture-image.tsx';

const choiceKeys: Record<string, Choice> = { a: 'left', l: 'right', ' ': 'draw' };

/** Two pictures and three answers. One session is one visit: sides and order are kept with every vote. */
export function Booth({ ballot }: { ballot: Ballot }) {
  const { t } = useTranslation();
  const [session] = useState(() => crypto.randomUUID());
  const [judged, setJudged] = useState(0);
  const trial = useQuery({
    ...studioQuery.votes.next.queryOptions({ input: { ...ballot, session } }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const next = async () => {
    await trial.refetch();
    void queryClient.invalidateQueries({ queryKey: studioQuery.votes.ratings.key() });
  };
  const cast = useMutation({
    mutationFn: (choice: Choice) => studio.votes.cast({ trialId: trial.data?.id ?? '', choice }),
    onSuccess: async () => {
      setJudged((count) => count + 1);
      await next();
    },
  });
  const retract = useMutation({
    mutationFn: () => studio.votes.retract({ session }),
    onSuccess: async (gone) => {
      if (gone) setJudged((count) => Math.max(0, count - 1));
      await next();
    },
  });
  const ready = !!trial.data && !cast.isPending && !retract.isPending && !trial.isFetching;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event) || isTyping(event.target)) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !ready) return;
      if (event.target instanceof Element && event.target.closest('dialog')) return;
      const choice = choiceKeys[event.key.toLowerCase()];
      const pressed =
        event.target instanceof Element && event.target.closest('button, a, select') !== null;
      if (choice && !(event.key === ' ' && pressed)) {
        event.preventDefault();
        cast.mutate(choice);
      } else if (event.key === 'Backspace' && judged > 0) {
        event.preventDefault();
        retract.mutate();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [ready, judged, cast, retract]);

  const failure = trial.error ?? cast.error ?? retract.error;
  if (failure) {
    return <RetryNotice error={failure} onRetry={() => void next()} />;
  }
  if (trial.data === undefined) return <AwayNotice />;
  if (trial.data === null) {
    return (
      <EmptyState
        title={t('votes.empty')}
        actions={<Button onClick={() => goTo('/compare/packs')}>{t('votes.emptyAct')}</Button>}
      >
        {t('votes.emptyAdvice')}
      </EmptyState>
    );
  }
  return (
    <TrialSheet
      trial={trial.data}
      judged={judged}
      ready={ready}
      onChoose={(choice) => cast.mutate(choice)}
      onRetract={() => retract.mutate()}
    />
  );
}

interface TrialSheetProps {
  trial: Trial;
  judged: number;
  ready: boolean;
  onChoose(choice: Choice): void;
  onRetract(): void;
}

function TrialSheet({ trial, judged, ready, onChoose, onRetract }: TrialSheetProps) {
  const { t, i18n } = useTranslation();
  const note = trial.note?.[i18n.language === 'ja' ? 'ja' : 'en'];
  return (
    <div className="flex min-h-0 grow flex-col gap-3 p-4">
      <div className="max-h-[40%] shrink-0 overflow-y-auto text-center">
        <LongText
          key={trial.id}
          lines={2}
          className="font-mincho text-xl"
          lang="ja"
          data-testid="prompt"
        >
          {trial.prompt}
        </LongText>
        {note ? <p className="text-sm text-quiet">{note}</p> : null}
      </div>
      <div
        className="grid min-h-0 grow grid-cols-2 gap-3"
        data-testid="trial"
        data-trial={trial.id}
      >
        {(['left', 'right'] as const).map((side) => (
          <button
            key={side}
            type="button"
            disabled={!ready}
            onClick={() => onChoose(side)}
            aria-label={t(`votes.${side}`)}
            className="flex min-h-0 items-center justify-center rounded-md bg-sunk p-1.5 transition-colors duration-100 hover:bg-ink/10"
          >
            <PictureImage
              key={trial[side]}
              pictureId={trial[side]}
              size="full"
              alt=""
              className="size-full object-contain"
            />
          </button>
        ))}
      </div>
      <div className="flex items-center justify-center gap-2">
        <Button disabled={!ready} onClick={() => onChoose('left')}>
          <Kbd>A</Kbd>
          {t('votes.left')}
        </Button>
        <Button disabled={!ready} onClick={() => onChoose('draw')}>
          <Kbd>Space</Kbd>
          {t('votes.draw')}
        </Button>
        <Button disabled={!ready} onClick={() => onChoose('right')}>
          {t('votes.right')}
          <Kbd>L</Kbd>
        </Button>
      </div>
      <div className="flex h-7 items-center justify-between text-sm text-quiet">
        <span className="figures" role="status" data-testid="count">
          {t('votes.judged', { count: judged })} ·{' '}
          {trial.unjudged === 0
            ? t('votes.allJudged')
            : t('votes.unjudged', { count: trial.unjudged })}
        </span>
        <Button size="small" look="quiet" disabled={!ready || judged === 0} onClick={onRetract}>
          <Undo2 aria-hidden className="size-3.5" />
          {t('votes.retract')}
          <Kbd>⌫</Kbd>
        </Button>
      </div>
    </div>
  );
}
