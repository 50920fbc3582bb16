import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import type { PromptEntry } from '../../electron/api/contract/prompts.ts';
import { armLook } from '../ui/arm-look.ts';
import { classNames } from '../ui/class-names.ts';
import { dragOut } from '../ui/picture-drag.ts';
import { PictureImage } from '../ui/picture-image.tsx';
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
  return (
    <ul
      aria-label={t('history.pictures', { prompt })}
      className={classNames(
        '-mx-1 flex gap-1.5 px-1 py-1',
        wraps ? 'flex-wrap' : 'overflow-x-auto',
      )}
    >
      {orderStrip(entry.pictureIds, pictures).map((id) => {
        const picture = pictures.get(id);
        return (
          <li key={id} className="shrink-0">
            <Link
              href={`/gallery/${id}`}
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
