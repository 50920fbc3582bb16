import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Columns2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import type { PromptEntry } from '../../electron/api/contract/prompts.ts';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { chosenAddress } from '../state/pins.ts';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { Button } from '../ui/button.tsx';
import { ChangedText } from '../ui/changed-text.tsx';
import { isComposing } from '../ui/keys.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { differingFacts, pairArms } from './differing-facts.ts';
import { matchPictures } from './order-strip.ts';
import { PictureStrip } from './picture-strip.tsx';
import { ChangedPieces } from './changed-pieces.tsx';

interface PromptDifferenceProps {
  /** In either order: the one used longer ago stands left. */
  entries: readonly [PromptEntry, PromptEntry];
  pictures: ReadonlyMap<string, Picture>;
  onClose(): void;
}

/** Two prompts of the history beside each other: words and tokens that went and came, settings that differ, pictures. */
export function PromptDifference({ entries, pictures, onClose }: PromptDifferenceProps) {
  const { t, i18n } = useTranslation();
  const region = useRef<HTMLElement>(null);
  const models = useQuery(studioQuery.models.list.queryOptions());
  const [before, after] = entries.toSorted((a, b) =>
    a.lastUsedAt < b.lastUsedAt ? -1 : a.lastUsedAt > b.lastUsedAt ? 1 : 0,
  ) as [PromptEntry, PromptEntry];
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  const nameModel = (id: string) =>
    models.data?.find((model) => model.id === id)?.name[language] ??
    t('history.difference.modelGone');
  const facts = differingFacts(before, after, nameModel, t);
  const of = (entry: PromptEntry) => entry.pictureIds.flatMap((id) => pictures.get(id) ?? []);
  const pair = matchPictures(of(before), of(after));
  useEffect(() => region.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return;
      if (event.target instanceof Element && event.target.closest('dialog')) return;
      event.preventDefault();
      onClose();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
  return (
    <section
      ref={region}
      tabIndex={-1}
      aria-labelledby="prompt-difference"
      className="absolute inset-0 z-20 flex flex-col bg-ground outline-none"
      data-testid="prompt-difference"
    >
      <header className="flex h-14 shrink-0 items-center gap-3 border-b border-line px-3">
        <Button look="quiet" size="small" onClick={onClose}>
          <ArrowLeft aria-hidden className="size-4" strokeWidth={1.6} />
          {t('history.difference.back')}
        </Button>
        <h1 id="prompt-difference" className="font-mincho text-xl whitespace-nowrap">
          {t('history.difference.title')}
        </h1>
        <p className="ml-auto truncate text-sm text-quiet">{t('history.difference.legend')}</p>
      </header>
      <div className="min-h-0 grow overflow-y-auto px-6 pb-8">
        <div className="grid grid-cols-2 gap-x-8 border-b border-line py-2 text-sm text-quiet">
          {([before, after] as const).map((entry) => (
            <p key={entry.id}>
              {t(entry === before ? 'history.difference.older' : 'history.difference.newer')}
              {' · '}
              <RelativeTime date={entry.lastUsedAt} />
            </p>
          ))}
        </div>
        {pairArms(before, after).map(({ kind, before: one, after: two }) => (
          <section key={kind} className="border-b border-line py-4">
            <h2 className="mb-2">
              <ArmBadge arm={kind} length="long" />
            </h2>
            <div className="grid grid-cols-2 gap-x-8">
              <Words arm={one} other={two} entry={before} change="removed" />
              <Words arm={two} other={one} entry={after} change="added" />
            </div>
          </section>
        ))}
        <section className="border-b border-line py-4">
          <h2 className="mb-1 text-sm text-quiet">{t('history.difference.settings')}</h2>
          {facts.length === 0 ? (
            <p className="text-sm">{t('history.difference.sameSettings')}</p>
          ) : (
            <dl data-testid="differing-settings">
              {facts.map((fact) => (
                <div key={fact.name} className="grid grid-cols-2 gap-x-8 py-0.5 text-sm">
                  <div className="flex min-w-0 gap-3">
                    <dt className="w-40 shrink-0 text-quiet">{fact.name}</dt>
                    <dd className="figures min-w-0 wrap-break-word">{fact.before}</dd>
                  </div>
                  <dd className="figures min-w-0 wrap-break-word">{fact.after}</dd>
                </div>
              ))}
            </dl>
          )}
        </section>
        <section className="py-4">
          <div className="mb-2 flex min-h-7 items-center gap-3">
            <h2 className="text-sm text-quiet">{t('history.difference.pictures')}</h2>
            {pair ? (
              <Button
                size="small"
                onClick={() => goTo(chosenAddress(pair.map((picture) => picture.id)))}
              >
                <Columns2 aria-hidden className="size-4" strokeWidth={1.6} />
                {t('history.difference.compare')}
              </Button>
            ) : null}
          </div>
          <div className="grid grid-cols-2 gap-x-8">
            {[before, after].map((entry) => (
              <PictureStrip key={entry.id} entry={entry} pictures={pictures} wraps />
            ))}
          </div>
        </section>
      </div>
    </section>
  );
}

interface WordsProps {
  /** Null where this entry has no arm of the kind. */
  arm: Arm | null;
  other: Arm | null;
  entry: PromptEntry;
  change: 'removed' | 'added';
}

/** What one entry says to a model, marked against the other's words. */
function Words({ arm, other, entry, change }: WordsProps) {
  const { t } = useTranslation();
  if (arm === null) return <p className="text-sm text-quiet">{t('history.difference.noArm')}</p>;
  const lang = arm.kind === 'en' ? 'en' : 'ja';
  const against = { change, lang };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <ChangedText
        {...against}
        text={arm.prompt}
        other={other?.prompt ?? ''}
        className="text-lg leading-8"
      />
      {arm.negativePrompt === '' ? null : (
        <div className="flex gap-2 text-sm">
          <span className="shrink-0 text-quiet">{t('history.negative')}</span>
          <ChangedText {...against} text={arm.negativePrompt} other={other?.negativePrompt ?? ''} />
        </div>
      )}
      <ChangedPieces arm={arm} other={other} syntax={entry.settings.promptSyntax} change={change} />
    </div>
  );
}
