import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'wouter';
import { studioQuery } from '../api/studio.ts';
import { copyPicture } from '../state/copy-picture.ts';
import { goTo } from '../state/location.ts';
import { leaveOut, leaveTo, originOf, pictureAddress, useOpenedRow } from '../state/opened-from.ts';
import { finishLarger, moreLikeThis } from '../state/recall-picture.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { GalleryHeader } from './gallery-header.tsx';
import { importDropped, isCollection } from './dropped-files.ts';
import { BeyondBest } from './beyond-best.tsx';
import { DuplicateSearch } from './duplicate-search.tsx';
import { filterOf, isFiltered, noChoices } from './filter-choices.ts';
import { FilterChips } from './filter-chips.tsx';
import { changeGalleryView, useGalleryView } from './gallery-view.ts';
import type { GridAct } from './grid-keys.ts';
import { ImportBar } from './import-bar.tsx';
import { ratePictures, toggleFavourite } from './mark-acts.ts';
import type { MarkMenu } from './mark-menus.tsx';
import { MeaningNote, NothingAlike } from './meaning-note.tsx';
import { NoPictures } from './no-pictures.tsx';
import { restorePictures, trashPictures } from './picture-acts.ts';
import { comparePictures, pinPicture } from './compare-acts.ts';
import { PinBar } from './pin-bar.tsx';
import { PictureGrid } from './picture-grid.tsx';
import type { GridHandle } from './picture-grid.tsx';
import { recordOf } from './picture-records.ts';
import { PictureViewer } from './picture-viewer.tsx';
import {
  actedOn,
  chooseAll,
  chooseNone,
  chooseOnly,
  chooseThese,
  keepListed,
  nothingSelected,
  survivorOf,
} from './selection.ts';
import { ScoringBar, useFreshScores } from './scoring-bar.tsx';
import { SelectionActions } from './selection-actions.tsx';
import { SidePanel } from './side-panel.tsx';
import { TrashActions } from './trash-actions.tsx';
import { useMeaning } from './use-meaning.ts';
import { useSelectAll } from './use-select-all.ts';
import { useSettledSearch } from './use-settled-search.ts';

/** Every kept picture: a grid to search and choose in, and over it one picture with its recipe. */
export function GalleryRoom() {
  const { t, i18n } = useTranslation();
  const { id: openId } = useParams<{ id?: string }>();
  const view = useGalleryView();
  useFreshScores();
  const { place, order, stacked, jobId, byMeaning } = view;
  const [composing, setComposing] = useState(false);
  const search = useSettledSearch(view.search, composing);
  // By meaning, the words choose among what the rest of the filter leaves.
  const choices = filterOf(view, byMeaning ? '' : search);
  const filtered = isFiltered(view, search) || place !== 'all';
  const list = useQuery({
    ...studioQuery.gallery.browse.queryOptions({
      input: { ...choices, order, stacked: stacked && jobId === null },
    }),
    placeholderData: keepPreviousData,
  });
  const all = useQuery(studioQuery.gallery.browse.queryOptions({ input: {} }));
  const newest = useQuery({
    ...studioQuery.gallery.newest.queryOptions({ input: {} }),
    enabled: !list.data && !filtered && order === 'newest' && !stacked,
  });
  const listed = useMemo(
    () => (list.data ? splitIds(list.data.ids) : filtered ? [] : (newest.data?.ids ?? [])),
    [list.data, newest.data, filtered],
  );
  const meaning = useMeaning(search, byMeaning, list.data ? listed : undefined);
  const ids = meaning === null ? listed : (meaning.ids ?? none);
  const isWaiting = !list.data || (meaning !== null && meaning.ids === undefined);

  const [kept, setSelection] = useState(nothingSelected);
  const selection = useMemo(() => keepListed(kept, ids), [kept, ids]);
  const chosen = useMemo(() => actedOn(selection, ids), [selection, ids]);
  const grid = useRef<GridHandle>(null);
  const selectAll = useCallback(() => {
    setSelection((before) => chooseAll(before, ids));
    grid.current?.focus();
  }, [ids]);
  const choose = (these: readonly string[]) => {
    setSelection(chooseThese(these));
    grid.current?.focus();
  };
  useSelectAll(openId === undefined, selectAll);
  const wasOpen = useRef(openId !== undefined);
  useEffect(() => {
    if (wasOpen.current && openId === undefined) grid.current?.focus();
    wasOpen.current = openId !== undefined;
  }, [openId]);

  const open = useCallback((id: string) => goTo(`/gallery/${id}`), []);
  const { from, origin, stepped } = useOrigin(openId, ids);
  const close = () => {
    if (origin !== null && openId !== undefined) {
      leaveTo(from, openId);
      return;
    }
    if (openId !== undefined && ids.includes(openId)) setSelection(chooseOnly(openId));
    goTo('/gallery');
  };
  const trash = async (gone: readonly string[]) => {
    if (gone.length === 0) return;
    const next = survivorOf(
      openId === undefined ? ids : stepped,
      openId ?? selection.cursor,
      new Set(gone),
    );
    const went = await trashPictures(gone, { t, language: i18n.language });
    if (went.length === 0) return;
    if (origin === null) setSelection(next === null ? nothingSelected : chooseOnly(next));
    if (openId === undefined) return;
    if (origin !== null) leaveOut(went);
    const emptied = origin === null ? '/gallery' : from;
    goTo(next === null ? emptied : pictureAddress(next, origin && from), { replace: true });
  };
  const [menu, setMenu] = useState<MarkMenu | null>(null);
  const openedByKey = useRef(false);
  const words = { t, language: i18n.language };
  // The same from render to render, as every cell is handed it.
  const unstack = useCallback(
    (id: string) => {
      const job = recordOf(id)?.jobId;
      if (job !== undefined) changeGalleryView({ ...noChoices, place, jobId: job });
    },
    [place],
  );
  const openMenu = (wanted: MarkMenu) => {
    // The menus hang at the selection's own buttons.
    if (selection.chosen.size === 0 && selection.cursor !== null) {
      setSelection(chooseOnly(selection.cursor));
    }
    openedByKey.current = true;
    setMenu(wanted);
  };
  // A key of the grid opened it: the grid's keys go on where they were.
  const returnToGrid = (event: Event) => {
    if (!openedByKey.current) return;
    openedByKey.current = false;
    event.preventDefault();
    grid.current?.focus();
  };
  const act = (asked: GridAct) => {
    const [first] = chosen;
    if (first === undefined) return;
    if (place === 'trash') {
      if (asked.type === 'restore') void restorePictures(chosen, words);
      return;
    }
    if (asked.type === 'trash') void trash(chosen);
    else if (asked.type === 'rate') ratePictures(chosen, asked.stars, words);
    else if (asked.type === 'favourite') toggleFavourite(chosen, words);
    else if (asked.type === 'compare') comparePictures(chosen.map(recordOf), t);
    else if (asked.type === 'pin') pinPicture(first);
    else if (asked.type === 'tags' || asked.type === 'boards') openMenu(asked.type);
    else if (asked.type === 'unstack') {
      if (jobId === null) unstack(first);
      else changeGalleryView({ jobId: null });
    } else if (asked.type === 'copy') void copyPicture(first, t, i18n.language);
    else {
      const picture = recordOf(first);
      if (!picture) return;
      if (asked.type === 'more-like') moreLikeThis(picture, t);
      if (asked.type === 'larger') finishLarger(picture, t);
    }
  };

  return (
    <div
      className="relative h-full"
      onDrop={(event) => {
        // One picture is left to the window, which offers its recipe; what is dragged within the page has no files.
        if (!isCollection(event.dataTransfer)) return;
        event.preventDefault();
        void importDropped(event.dataTransfer);
      }}
    >
      <div className="flex h-full flex-col" inert={openId !== undefined}>
        <GalleryHeader
          shown={isWaiting ? null : ids.length}
          total={filtered && place === 'all' ? (all.data?.count ?? null) : null}
          onComposingChange={setComposing}
        >
          {place === 'trash' ? (
            <TrashActions
              all={ids}
              chosen={selection.chosen.size === 0 ? [] : chosen}
              onClear={() => setSelection(chooseNone)}
            />
          ) : selection.chosen.size === 0 ? null : (
            <SelectionActions
              menu={menu}
              onMenuChange={setMenu}
              onMenuClosed={returnToGrid}
              ids={chosen}
              onOpen={() => chosen[0] !== undefined && open(chosen[0])}
              onTrash={() => void trash(chosen)}
              onClear={() => setSelection(chooseNone)}
            />
          )}
        </GalleryHeader>
        <div className="flex min-h-0 grow">
          {view.panelOpen ? <SidePanel filter={choices} /> : null}
          <div className="flex min-w-0 grow flex-col">
            <ImportBar />
            <FilterChips />
            {meaning === null ? null : <MeaningNote meaning={meaning} ids={listed} />}
            <ScoringBar />
            {place === 'duplicates' ? (
              <>
                <DuplicateSearch />
                <BeyondBest ids={ids} onChoose={choose} />
              </>
            ) : null}
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
            ) : ids.length === 0 && isWaiting ? null : ids.length === 0 ? (
              meaning === null || listed.length === 0 ? (
                <NoPictures choices={view} filtered={filtered} search={search} />
              ) : (
                <NothingAlike meaning={meaning} ids={listed} />
              )
            ) : (
              <PictureGrid
                ids={ids}
                selection={selection}
                onSelectionChange={setSelection}
                onOpen={open}
                onAct={act}
                stackSizes={list.data?.stackSizes ?? []}
                onUnstack={unstack}
                handle={grid}
              />
            )}
            <PinBar />
          </div>
        </div>
      </div>
      {openId === undefined ? null : (
        <PictureViewer
          id={openId}
          ids={stepped}
          origin={origin}
          onMove={(id) => goTo(pictureAddress(id, origin && from), { replace: true })}
          onClose={close}
          onTrash={(id) => (origin !== null || place !== 'trash') && void trash([id])}
        />
      )}
    </div>
  );
}

const none: readonly string[] = [];

/** Where the open picture was opened from, and what the viewer's arrows go through: what lay beside it there. */
function useOrigin(openId: string | undefined, listed: readonly string[]) {
  const [search] = useSearchParams();
  const row = useOpenedRow();
  const from = search.get('from') ?? '';
  const origin = openId === undefined ? null : originOf(from);
  const isNoted = origin !== null && row.from === from && row.ids.length > 0;
  return { from, origin, stepped: isNoted ? row.ids : listed };
}

function splitIds(ids: string): readonly string[] {
  return ids === '' ? [] : ids.split(' ');
}
