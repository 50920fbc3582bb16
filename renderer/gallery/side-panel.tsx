import { useQuery } from '@tanstack/react-query';
import { Copy, FolderInput, Heart, Images, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GalleryFilterInput } from '../../electron/api/contract/gallery-filter.ts';
import { studioQuery } from '../api/studio.ts';
import { BoardList } from './board-list.tsx';
import { FacetLists } from './facet-lists.tsx';
import { noChoices } from './filter-choices.ts';
import { changeGalleryView, useGalleryView } from './gallery-view.ts';
import { PanelItem, PanelSection } from './panel-item.tsx';
import { SavedSearchList } from './saved-search-list.tsx';

const icon = { 'aria-hidden': true, className: 'size-4', strokeWidth: 1.6 } as const;

/** Where one can look, and what can be chosen there with how many pictures each. */
export function SidePanel({ filter }: { filter: GalleryFilterInput }) {
  const { t } = useTranslation();
  const view = useGalleryView();
  const everything = useQuery(studioQuery.gallery.facets.queryOptions({ input: {} }));
  const trash = useQuery(studioQuery.gallery.browse.queryOptions({ input: { removed: true } }));
  const { place, favourite, boardId } = view;
  const goTo = (change: Partial<typeof noChoices>) =>
    changeGalleryView({ ...noChoices, ...change });
  const item = (
    name: 'all' | 'favourites' | 'imported' | 'duplicates' | 'trash',
    count: number | undefined,
    current: boolean,
    image: ReactNode,
    change: Partial<typeof noChoices>,
  ) => (
    <PanelItem
      label={t(`gallery.places.${name}`)}
      count={count}
      current={current}
      icon={image}
      onChoose={() => goTo(change)}
    />
  );
  return (
    <nav
      aria-label={t('gallery.panel')}
      className="flex w-[212px] shrink-0 flex-col gap-4 overflow-y-auto border-r border-line px-3 py-4"
      data-testid="gallery-panel"
    >
      <PanelSection title={null}>
        {item(
          'all',
          everything.data?.count,
          place === 'all' && !favourite && boardId === null,
          <Images {...icon} />,
          {},
        )}
        {item(
          'favourites',
          everything.data?.favourites,
          place === 'all' && favourite,
          <Heart {...icon} />,
          { favourite: true },
        )}
        {item(
          'imported',
          everything.data?.imported,
          place === 'imported',
          <FolderInput {...icon} />,
          {
            place: 'imported',
          },
        )}
        {item('duplicates', undefined, place === 'duplicates', <Copy {...icon} />, {
          place: 'duplicates',
        })}
        {item('trash', trash.data?.count, place === 'trash', <Trash2 {...icon} />, {
          place: 'trash',
        })}
      </PanelSection>
      <BoardList />
      <SavedSearchList filter={filter} />
      <FacetLists filter={filter} />
    </nav>
  );
}
