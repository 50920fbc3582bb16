import { useQuery } from '@tanstack/react-query';
import { Bookmark, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GalleryFilterInput } from '../../electron/api/contract/gallery-filter.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { IconButton } from '../ui/button.tsx';
import { showToast } from '../ui/toast-store.ts';
import { sayFailure } from '../ui/or-report.ts';
import { choicesOf, isFiltered } from './filter-choices.ts';
import { changeGalleryView, useGalleryView } from './gallery-view.ts';
import { NameField } from './name-field.tsx';
import { PanelItem, PanelSection } from './panel-item.tsx';

/** Searches under a name: what is chosen now can be kept and called back. */
export function SavedSearchList({ filter }: { filter: GalleryFilterInput }) {
  const { t } = useTranslation();
  const searches = useQuery(studioQuery.savedSearches.list.queryOptions());
  const view = useGalleryView();
  const [naming, setNaming] = useState(false);
  const canSave = isFiltered(view, filter.search ?? '');
  const act = async (change: () => Promise<unknown>) => {
    try {
      await change();
    } catch (error) {
      sayFailure(error, t);
    }
    await queryClient.invalidateQueries({ queryKey: studioQuery.savedSearches.key() });
  };
  if (!canSave && (searches.data ?? []).length === 0) return null;
  return (
    <PanelSection
      title={t('gallery.searches.title')}
      act={
        canSave ? (
          <IconButton
            size="small"
            label={t('gallery.searches.save')}
            icon={<Plus aria-hidden className="size-3.5" />}
            onClick={() => setNaming(true)}
          />
        ) : null
      }
    >
      {(searches.data ?? []).map((search) => (
        <PanelItem
          key={search.id}
          label={search.name}
          title={search.name}
          icon={<Bookmark aria-hidden className="size-4" strokeWidth={1.6} />}
          current={false}
          onChoose={() => changeGalleryView(choicesOf(search.filter))}
          act={
            <IconButton
              size="small"
              label={t('gallery.searches.remove', { name: search.name })}
              icon={<X aria-hidden className="size-3.5" />}
              onClick={() => {
                void act(() => studio.savedSearches.remove({ id: search.id }));
                showToast(t('gallery.searches.removed', { name: search.name }), {
                  label: t('common.undo'),
                  run: () =>
                    void act(() =>
                      studio.savedSearches.save({ name: search.name, filter: search.filter }),
                    ),
                });
              }}
            />
          }
        />
      ))}
      {naming ? (
        <li>
          <NameField
            label={t('gallery.searches.name')}
            name={view.search}
            onDone={(name) => {
              setNaming(false);
              if (name !== null) void act(() => studio.savedSearches.save({ name, filter }));
            }}
          />
        </li>
      ) : null}
    </PanelSection>
  );
}
