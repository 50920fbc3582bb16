import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { goTo, hereAddress } from '../state/location.ts';
import { noteRow, pictureAddress, useReturn } from '../state/opened-from.ts';
import { armLook } from '../ui/arm-look.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { PictureImage } from '../ui/picture-image.tsx';
import { nameOption } from '../ui/picture-words.ts';

/** What was made last, for somebody who comes back: each opens in the gallery. */
export function RecentPictures({ pictures }: { pictures: readonly GalleryPicture[] }) {
  const { t } = useTranslation();
  const ids = pictures.map(({ id }) => id);
  const from = hereAddress();
  const section = useRef<HTMLElement>(null);
  useReturn(section, ids);
  return (
    <section ref={section} aria-label={t('create.empty.recent')}>
      <div className="mb-2 flex items-center justify-between gap-4">
        <h3 className="text-sm font-medium">{t('create.empty.recent')}</h3>
        <Button size="small" onClick={() => goTo('/gallery')}>
          {t('create.empty.openGallery')}
        </Button>
      </div>
      <ul className="grid grid-cols-6 gap-3 max-xl:grid-cols-4">
        {pictures.map((picture) => (
          <li key={picture.id}>
            <Link
              href={pictureAddress(picture.id, from)}
              data-picture={picture.id}
              onClick={() => noteRow(from, ids)}
              className={classNames(
                'block rounded-md border-2 bg-raised p-[3px]',
                picture.arm === null ? 'border-line' : armLook[picture.arm].frame,
              )}
            >
              <PictureImage
                pictureId={picture.id}
                size="thumbnail"
                alt={nameOption(picture, t)}
                className="aspect-square w-full rounded-sm object-cover"
              />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
