import { useQuery } from '@tanstack/react-query';
import { Pencil, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { IconButton } from '../ui/button.tsx';
import { createBoard, removeBoard, renameBoard } from './board-acts.ts';
import { noChoices } from './filter-choices.ts';
import { changeGalleryView, useGalleryView } from './gallery-view.ts';
import { NameField } from './name-field.tsx';
import { PanelItem, PanelSection } from './panel-item.tsx';

/** The boards: to look at one, to make one, to call it something else, to take it away. */
export function BoardList() {
  const { t, i18n } = useTranslation();
  const boards = useQuery(studioQuery.boards.list.queryOptions());
  const boardId = useGalleryView((view) => view.boardId);
  const [naming, setNaming] = useState<string | null>(null);
  const words = { t, language: i18n.language };
  return (
    <PanelSection
      title={t('gallery.boards.title')}
      act={
        <IconButton
          size="small"
          label={t('gallery.boards.new')}
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => setNaming('')}
        />
      }
    >
      {(boards.data ?? []).map(({ id, name, count }) =>
        naming === id ? (
          <li key={id}>
            <NameField
              label={t('gallery.boards.name')}
              name={name}
              onDone={(next) => {
                setNaming(null);
                if (next !== null && next !== name) void renameBoard(id, next, words);
              }}
            />
          </li>
        ) : (
          <PanelItem
            key={id}
            label={name}
            title={name}
            count={count}
            current={boardId === id}
            onChoose={() => changeGalleryView({ ...noChoices, boardId: id })}
            act={
              <>
                <IconButton
                  size="small"
                  label={t('gallery.boards.rename', { name })}
                  icon={<Pencil aria-hidden className="size-3" />}
                  onClick={() => setNaming(id)}
                />
                <IconButton
                  size="small"
                  label={t('gallery.boards.remove', { name })}
                  icon={<X aria-hidden className="size-3.5" />}
                  onClick={() => {
                    if (boardId === id) changeGalleryView({ boardId: null });
                    void removeBoard(id, name, words);
                  }}
                />
              </>
            }
          />
        ),
      )}
      {naming === '' ? (
        <li>
          <NameField
            label={t('gallery.boards.name')}
            name=""
            onDone={(name) => {
              setNaming(null);
              if (name !== null) void createBoard(name, words);
            }}
          />
        </li>
      ) : boards.data?.length === 0 ? (
        <li className="px-2 text-xs text-quiet">{t('gallery.boards.none')}</li>
      ) : null}
    </PanelSection>
  );
}
