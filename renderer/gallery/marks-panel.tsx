import { Gauge } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { scorePictures, useScoring } from '../state/score-pictures.ts';
import { IconButton } from '../ui/button.tsx';
import { FavouriteButton } from '../ui/favourite-button.tsx';
import { Stars } from '../ui/stars.tsx';
import { markPictures } from './mark-acts.ts';
import { TagEditor } from './tag-editor.tsx';

/** Stars, favourite and tags of one picture. */
export function MarksPanel({ picture }: { picture: GalleryPicture }) {
  const { t, i18n } = useTranslation();
  const { id, rating, favourite, tags } = picture;
  const words = { t, language: i18n.language };
  return (
    <div className="flex flex-col gap-2">
      <div className="-ml-1.5 flex items-center justify-between">
        <Stars
          label={t('gallery.facets.rating')}
          value={rating}
          onValueChange={(stars) => void markPictures([id], { rating: stars }, null, words)}
        />
        <FavouriteButton
          label={t('gallery.favourite')}
          favourite={favourite}
          onToggle={() => void markPictures([id], { favourite: !favourite }, null, words)}
        />
      </div>
      <Score picture={picture} />
      <TagEditor key={id} ids={[id]} tags={tags} />
    </div>
  );
}

/** How well the picture matches its words, and who says so; a press asks anew. */
function Score({ picture: { id, score, scorer } }: { picture: GalleryPicture }) {
  const { t } = useTranslation();
  const busy = useScoring(({ progress }) => progress !== null);
  return (
    <div className="flex items-center justify-between text-sm">
      <span className="text-quiet">{t('common.scores.title')}</span>
      <span className="flex items-center gap-1">
        {score === null ? null : (
          <span className="figures" title={scorer ?? undefined} data-testid="score">
            {score.toFixed(3)}
          </span>
        )}
        <IconButton
          size="small"
          label={t('common.scores.act')}
          disabled={busy}
          icon={<Gauge aria-hidden className="size-4" strokeWidth={1.6} />}
          onClick={() => void scorePictures([id], t)}
        />
      </span>
    </div>
  );
}
