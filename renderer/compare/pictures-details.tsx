import { useQuery } from '@tanstack/react-query';
import { Images, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { openPicture } from '../state/opened-from.ts';
import { chosenAddress } from '../state/pins.ts';
import { IconButton } from '../ui/button.tsx';
import { ChangedText } from '../ui/changed-text.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { nameModels } from '../ui/model-names.ts';
import { LongText } from '../ui/long-text.tsx';
import { DifferenceList } from './difference-list.tsx';
import { FactList } from './fact-list.tsx';
import { PaneBadge } from './pane-badge.tsx';
import { pictureFacts } from './picture-facts.ts';
import { letterOf } from './viewed.ts';
import type { Pane } from './viewed.ts';

interface PicturesDetailsProps {
  pictures: readonly GalleryPicture[];
  /** One for each picture. */
  panes: readonly Pane[];
  /** How many of those asked for are no longer there. */
  gone: number;
}

const icon = { 'aria-hidden': true, className: 'size-4', strokeWidth: 1.6 } as const;

/** Of pictures that somebody chose: their words, how far they are apart, and what differs in how they were made. */
export function PicturesDetails({ pictures, panes, gone }: PicturesDetailsProps) {
  const { t, i18n } = useTranslation();
  const models = useQuery(studioQuery.models.list.queryOptions());
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  const ids = pictures.map(({ id }) => id);
  const measured = useQuery({
    ...studioQuery.comparisons.measurePictures.queryOptions({ input: { pictureIds: ids } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const nameModel = ({ modelId }: GalleryPicture) =>
    nameModels(models.data ?? [], language).get(modelId ?? '') ?? null;
  return (
    <aside
      aria-label={t('compare.chosen.details')}
      className="flex w-[280px] shrink-0 flex-col overflow-y-auto border-l border-line bg-raised"
    >
      {gone === 0 ? null : (
        <p className="border-b border-line px-4 py-2 text-xs text-danger">
          {t('compare.chosen.someGone', { count: gone })}
        </p>
      )}
      {panes.map((pane, place) => (
        <section key={pane.key} className="flex flex-col gap-1 border-b border-line px-4 py-3">
          <div className="flex h-7 items-center">
            <h2 className="grow">
              <PaneBadge pane={pane} />
            </h2>
            <IconButton
              size="small"
              label={t('compare.details.openPicture')}
              icon={<Images {...icon} />}
              onClick={() => pane.pictureId !== null && openPicture(pane.pictureId, ids)}
            />
            {panes.length > 2 ? (
              <IconButton
                size="small"
                label={t('compare.chosen.takeOut', { letter: letterOf(place) })}
                icon={<X {...icon} />}
                onClick={() => goTo(chosenAddress(ids.toSpliced(place, 1)), { replace: true })}
              />
            ) : null}
          </div>
          <PaneWords pane={pane} panes={panes} />
        </section>
      ))}
      {measured.isError ? (
        <ErrorNotice error={measured.error} compact className="m-3" />
      ) : measured.isPending ? (
        <p role="status" className="border-b border-line px-4 py-3 text-xs text-quiet">
          {t('compare.measures.running')}
        </p>
      ) : (
        <DifferenceList differences={measured.data} panes={panes} />
      )}
      <FactList rows={pictureFacts(pictures, nameModel, t)} panes={panes} />
    </aside>
  );
}

/** What a picture was made from. Of two in one language, each shows what the other lacks. */
function PaneWords({ pane, panes }: { pane: Pane; panes: readonly Pane[] }) {
  const lang = pane.kind === 'en' ? 'en' : 'ja';
  const [first, second, ...more] = panes;
  const other = pane === first ? second : first;
  const isTranslated = (pane.kind === 'en') !== (other?.kind === 'en');
  if (!other || more.length > 0 || isTranslated || other.title === pane.title) {
    return (
      <LongText lines={8} lang={lang} className="text-sm select-text">
        {pane.title}
      </LongText>
    );
  }
  return (
    <ChangedText
      text={pane.title}
      other={other.title}
      change={pane === first ? 'removed' : 'added'}
      lang={lang}
      className="text-sm leading-6"
    />
  );
}
