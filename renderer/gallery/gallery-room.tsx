import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { GalleryHeader } from './gallery-header.tsx';
import { changeGalleryView, useGalleryView } from './gallery-view.ts';
import { pairAddress, trashPictures } from './picture-acts.ts';
import { PictureGrid } from './picture-grid.tsx';
import type { GridHandle } from './picture-grid.tsx';
import { recordOf } from './picture-records.ts';
import { PictureViewer } from './picture-viewer.tsx';
import {
  actedOn,
  chooseNone,
  chooseOnly,
  keepListed,
  nothingSelected,
  survivorOf,
} from './selection.ts';
import { SelectionActions } from './selection-actions.tsx';
import { useSettledSearch } from './use-settled-search.ts';

/** Every kept picture: a grid to search and choose in, and over it one picture with its recipe. */
export function GalleryRoom() {
  const { t, i18n } = useTranslation();
  const { id: openId } = useParams<{ id?: string }>();
  const { search: typed, arms } = useGalleryView();
  const [composing, setComposing] = useState(false);
  const search = useSettledSearch(typed, composing);
  const filtered = search !== '' || arms.length > 0;
  const list = useQuery({
    ...studioQuery.gallery.browse.queryOptions({ input: { search, arms: [...arms] } }),
    placeholderData: keepPreviousData,
  });
  const all = useQuery(studioQuery.gallery.browse.queryOptions({ input: {} }));
  const newest = useQuery({
    ...studioQuery.gallery.newest.queryOptions({ input: {} }),
    enabled: !list.data && !filtered,
  });
  const ids = useMemo(
    () => (list.data ? splitIds(list.data.ids) : filtered ? [] : (newest.data?.ids ?? [])),
    [list.data, newest.data, filtered],
  );

  const [kept, setSelection] = useState(nothingSelected);
  const selection = useMemo(() => keepListed(kept, ids), [kept, ids]);
  const chosen = useMemo(() => actedOn(selection, ids), [selection, ids]);
  const grid = useRef<GridHandle>(null);
  const wasOpen = useRef(openId !== undefined);
  useEffect(() => {
    if (wasOpen.current && openId === undefined) grid.current?.focus();
    wasOpen.current = openId !== undefined;
  }, [openId]);

  const open = useCallback((id: string) => goTo(`/gallery/${id}`), []);
  const close = () => {
    if (openId !== undefined && ids.includes(openId)) setSelection(chooseOnly(openId));
    goTo('/gallery');
  };
  const trash = async (gone: readonly string[]) => {
    if (gone.length === 0) return;
    const next = survivorOf(ids, openId ?? selection.cursor, new Set(gone));
    const went = await trashPictures(gone, { t, language: i18n.language });
    if (went.length === 0) return;
    setSelection(next === null ? nothingSelected : chooseOnly(next));
    if (openId !== undefined) {
      goTo(next === null ? '/gallery' : `/gallery/${next}`, { replace: true });
    }
  };
  const compare = () => {
    const [first] = chosen;
    const picture = first === undefined ? null : recordOf(first);
    const address = picture ? pairAddress(picture) : null;
    if (address !== null) goTo(address);
  };

  return (
    <div className="relative h-full">
      <div className="flex h-full flex-col" inert={openId !== undefined}>
        <GalleryHeader
          shown={list.data ? ids.length : null}
          total={filtered ? (all.data?.count ?? null) : null}
          onComposingChange={setComposing}
        >
          {selection.chosen.size === 0 ? null : (
            <SelectionActions
              ids={chosen}
              onOpen={() => chosen[0] !== undefined && open(chosen[0])}
              onTrash={() => void trash(chosen)}
              onClear={() => setSelection(chooseNone)}
            />
          )}
        </GalleryHeader>
        {list.isError ? (
          <ErrorNotice
            error={list.error}
            className="m-6"
            actions={
              <Button size="small" onClick={() => void list.refetch()}>
                {t('common.tryAgain')}
              </Button>
            }
          />
        ) : !list.data && ids.length === 0 ? null : ids.length === 0 ? (
          <NoPictures filtered={filtered} search={search} />
        ) : (
          <PictureGrid
            ids={ids}
            selection={selection}
            onSelectionChange={setSelection}
            onOpen={open}
            onTrash={() => void trash(chosen)}
            onCompare={compare}
            handle={grid}
          />
        )}
      </div>
      {openId === undefined ? null : (
        <PictureViewer
          id={openId}
          ids={ids}
          onMove={(id) => goTo(`/gallery/${id}`, { replace: true })}
          onClose={close}
          onTrash={(id) => void trash([id])}
        />
      )}
    </div>
  );
}

function splitIds(ids: string): readonly string[] {
  return ids === '' ? [] : ids.split(' ');
}

function NoPictures({ filtered, search }: { filtered: boolean; search: string }) {
  const { t } = useTranslation();
  if (!filtered) {
    return (
      <EmptyState
        title={t('gallery.empty')}
        actions={<Button onClick={() => goTo('/create')}>{t('gallery.emptyAct')}</Button>}
      >
        {t('gallery.emptyAdvice')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t('gallery.noResult')}
      actions={
        <Button onClick={() => changeGalleryView({ search: '', arms: [] })}>
          {t('gallery.clearFilter')}
        </Button>
      }
    >
      {search === '' ? t('gallery.noResultFilter') : t('gallery.noResultSearch', { search })}
    </EmptyState>
  );
}
