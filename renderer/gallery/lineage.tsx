import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { pictureAddress } from '../state/opened-from.ts';
import { PictureImage } from '../ui/picture-image.tsx';

/** Pictures that are shown of each side. */
const mostShown = 8;

/** What a picture was made from, and what was made from it. Nothing for one that stands alone. */
export function Lineage({ id }: { id: string }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const { data } = useQuery(studioQuery.gallery.lineage.queryOptions({ input: { id } }));
  if (!data) return null;
  const sides = [
    { title: t('gallery.madeFrom'), ids: data.ancestors },
    { title: t('gallery.madeOfIt'), ids: data.children },
  ];
  return sides.map(({ title, ids }) =>
    ids.length === 0 ? null : (
      <section key={title}>
        <h3 className="mb-1 text-xs text-quiet">{title}</h3>
        <ul className="flex flex-wrap gap-1.5">
          {ids.slice(0, mostShown).map((other, place) => (
            <li key={other}>
              <button
                type="button"
                aria-label={t('gallery.relative', { title, place: place + 1 })}
                onClick={() => goTo(pictureAddress(other, search.get('from')), { replace: true })}
                className="block size-14 overflow-hidden rounded-sm bg-sunk hover:outline-2 hover:outline-line-strong"
              >
                <PictureImage
                  pictureId={other}
                  size="thumbnail"
                  alt=""
                  className="size-full object-contain"
                />
              </button>
            </li>
          ))}
        </ul>
      </section>
    ),
  );
}
