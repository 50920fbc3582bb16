import { FileDiff, Trash2 } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import type { PromptEntry } from '../../electron/api/contract/prompts.ts';
import { refreshKept, studio } from '../api/studio.ts';
import { recallToDraft } from '../state/draft.ts';
import { goTo } from '../state/location.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { FavouriteButton } from '../ui/favourite-button.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { orReport } from '../ui/or-report.ts';
import { showToast } from '../ui/toast-store.ts';
import type { WatchNearness } from '../ui/use-nearness.ts';
import { PictureStrip } from './picture-strip.tsx';
import { saySampler } from '../ui/say-sampler.ts';

interface PromptRowProps {
  entry: PromptEntry;
  pictures: ReadonlyMap<string, Picture>;
  /** The one that the next chosen one is held against. */
  isBase: boolean;
  /** Filled at once, without waiting to be seen near. */
  beginsNear: boolean;
  watch: WatchNearness;
  /** Holds it against the base, or makes it the base. */
  onCompare(entry: PromptEntry): void;
}

/** Of a row with a strip of pictures that has not been filled yet, in CSS pixels. */
const usualHeight = 250;

/** One prompt of the list. Far from what is in sight it keeps its place and its words, and nothing else. */
export const PromptRow = memo(function PromptRow(props: PromptRowProps) {
  const { entry, isBase, beginsNear, watch } = props;
  const row = useRef<HTMLLIElement>(null);
  const [isNear, setNear] = useState(beginsNear);
  const [height, setHeight] = useState(usualHeight);
  useEffect(() => {
    const element = row.current;
    if (!element) return undefined;
    return watch(element, (near, itsHeight) => {
      // A row that the keys are in keeps them.
      if (!near && element.contains(document.activeElement)) return;
      if (!near) setHeight(itsHeight);
      setNear(near);
    });
  }, [watch]);
  const main = entry.arms[0];
  if (!main) return null;
  return (
    <li
      ref={row}
      className={`group flex flex-col gap-3 border-b border-line px-6 py-4 ${isBase ? 'bg-ink/5' : ''}`}
      style={isNear ? undefined : { height }}
      data-testid="prompt-row"
    >
      {isNear ? (
        <FilledRow {...props} />
      ) : (
        <p className="line-clamp-3 text-lg leading-7 font-medium">{main.prompt}</p>
      )}
    </li>
  );
});

/** Its words, how it was printed, its pictures, and the ways back to Create. */
function FilledRow({ entry, pictures, isBase, onCompare }: PromptRowProps) {
  const { t } = useTranslation();
  const main = entry.arms[0];
  if (!main) return null;
  const english = entry.arms.find((arm) => arm.kind === 'en' && arm !== main);
  return (
    <>
      <div className="flex items-start gap-4">
        <div className="min-w-0 grow">
          <p className="line-clamp-3 text-lg leading-7 font-medium">{main.prompt}</p>
          {english ? (
            <p lang="en" className="truncate text-sm text-en-ink">
              {english.prompt}
            </p>
          ) : null}
          {main.negativePrompt === '' ? null : (
            <p className="truncate text-sm text-quiet">
              {t('history.negative')} {main.negativePrompt}
            </p>
          )}
          <Facts entry={entry} />
        </div>
        <RowActions entry={entry} isBase={isBase} onCompare={onCompare} />
      </div>
      <PictureStrip entry={entry} pictures={pictures} />
    </>
  );
}

function Facts({ entry }: { entry: PromptEntry }) {
  const { t } = useTranslation();
  const { settings } = entry;
  return (
    <p className="figures mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-quiet">
      <span className="flex gap-0.5">
        {entry.arms.map((arm) => (
          // Of several arms of one kind the prompts differ.
          <ArmSeal key={`${arm.kind} ${arm.modelId} ${arm.prompt}`} arm={arm.kind} />
        ))}
      </span>
      <RelativeTime date={entry.lastUsedAt} />
      <span>{t('common.seedValue', { seed: entry.seed })}</span>
      <span>
        {t('create.batch.facts', {
          size: `${settings.width}×${settings.height}`,
          steps: settings.steps,
          sampler: saySampler(settings.sampler, t),
        })}
      </span>
      {entry.uses > 1 ? <span>{t('history.uses', { count: entry.uses })}</span> : null}
    </p>
  );
}

function RowActions({
  entry,
  isBase,
  onCompare,
}: Pick<PromptRowProps, 'entry' | 'isBase' | 'onCompare'>) {
  const { t } = useTranslation();
  const { arms, settings, seed, count } = entry;
  const recall = (what: Parameters<typeof recallToDraft>[0], said: string) => {
    recallToDraft(what);
    goTo('/create');
    showToast(said);
  };
  return (
    <div className="flex shrink-0 items-center gap-1">
      <Button
        size="small"
        onClick={() => recall({ arms, settings, seed, count }, t('history.recalledAll'))}
      >
        {t('history.recallAll')}
      </Button>
      <Button
        size="small"
        look="quiet"
        onClick={() => recall({ arms }, t('history.recalledPrompt'))}
      >
        {t('history.recallPrompt')}
      </Button>
      <Button
        size="small"
        look="quiet"
        onClick={() => recall({ seed }, t('history.recalledSeed', { seed }))}
      >
        {t('history.recallSeed')}
      </Button>
      <IconButton
        size="small"
        label={t('history.difference.choose')}
        aria-pressed={isBase}
        className={isBase ? 'bg-ink/10' : ''}
        icon={<FileDiff aria-hidden className="size-4" strokeWidth={1.6} />}
        onClick={() => onCompare(entry)}
      />
      <FavouriteChoice entry={entry} />
      <RemoveButton id={entry.id} />
    </div>
  );
}

function FavouriteChoice({ entry: { id, favourite } }: { entry: PromptEntry }) {
  const { t } = useTranslation();
  const toggle = () =>
    orReport(studio.prompts.setFavourite({ id, favourite: !favourite }).then(refreshKept), t);
  return <FavouriteButton label={t('history.favourite')} favourite={favourite} onToggle={toggle} />;
}

function RemoveButton({ id }: { id: string }) {
  const { t } = useTranslation();
  const attempt = (act: Promise<unknown>, afterwards: () => void) =>
    orReport(
      act.then(() => {
        refreshKept();
        afterwards();
      }),
      t,
    );
  const restore = () =>
    attempt(studio.prompts.restore({ id }), () => showToast(t('history.restored')));
  return (
    <IconButton
      size="small"
      label={t('history.remove')}
      icon={<Trash2 aria-hidden className="size-4" strokeWidth={1.6} />}
      onClick={() =>
        attempt(studio.prompts.remove({ id }), () =>
          showToast(t('history.removed'), { label: t('common.undo'), run: restore }),
        )
      }
    />
  );
}
