import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import type { PromptEntry } from '../../electron/api/contract/prompts.ts';
import { armLook } from '../ui/arm-look.ts';
import { classNames } from '../ui/class-names.ts';
import { dragOut } from '../ui/picture-drag.ts';
import { PictureImage } from '../ui/picture-image.tsx';
import { hereAddress } from '../state/location.ts';
import { noteRow, pictureAddress } from '../state/opened-from.ts';
import { orderStrip } from './order-strip.ts';

interface PictureStripProps {
  entry: PromptEntry;
  pictures: ReadonlyMap<string, Picture>;
  /** Onto further lines, instead of scrolling. */
  wraps?: boolean;
}

/** The pictures of a prompt that are left, in pairs as they were printed. */
export function PictureStrip({ entry, pictures, wraps = false }: PictureStripProps) {
  const { t } = useTranslation();
  const prompt = entry.arms[0]?.prompt ?? '';
  if (entry.pictureIds.length === 0) {
    return <p className="text-sm text-quiet">{t('history.noPictures')}</p>;
  }
  const ids = orderStrip(entry.pictureIds, pictures);
  const from = hereAddress();
  return (
    <ul
      aria-label={t('history.pictures', { prompt })}
      className={classNames(
        '-mx-1 flex gap-1.5 px-1 py-1',
        wraps ? 'flex-wrap' : 'overflow-x-auto',
      )}
    >
      {ids.map((id) => {
        const picture = pictures.get(id);
        return (
          <li key={id} className="shrink-0">
            <Link
              href={pictureAddress(id, from)}
              data-picture={id}
              onClick={() => noteRow(from, ids)}
              {...(picture ? dragOut([picture]) : {})}
              className={classNames(
                'block rounded-md border-2 bg-raised p-[2px]',
                picture ? armLook[picture.arm].frame : 'border-line',
              )}
            >
              <PictureImage
                pictureId={id}
                size="thumbnail"
                alt={picture?.recipe.prompt ?? prompt}
                className="h-28 min-w-16 rounded-sm object-cover"
              />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
