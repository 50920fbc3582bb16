import type { Board } from '../../electron/api/contract/boards.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { showToast } from '../ui/toast-store.ts';
import { sayFailure } from '../ui/or-report.ts';
import { markPictures } from './mark-acts.ts';
import type { Words } from './picture-acts.ts';

/** Makes a board. Null where it failed, which has been said. */
export async function createBoard(name: string, words: Words): Promise<Board | null> {
  return await orSay(words, async () => {
    const board = await studio.boards.create({ name });
    refreshBoards();
    return board;
  });
}

export async function renameBoard(id: string, name: string, words: Words): Promise<void> {
  await orSay(words, () => studio.boards.rename({ id, name }));
  refreshBoards();
}

/** Takes a board away, not its pictures; the notice puts it back with all that lay on it. */
export async function removeBoard(id: string, name: string, words: Words): Promise<void> {
  const removed = await orSay(words, () => studio.boards.remove({ id }));
  refreshBoards();
  if (removed === null) return;
  showToast(words.t('gallery.boards.removed', { name }), {
    label: words.t('common.undo'),
    run: () =>
      void orSay(words, async () => {
        await studio.boards.create({ id, name });
        refreshBoards();
        await markPictures(removed.pictureIds, { addBoards: [id] }, null, words);
      }),
  });
}

async function orSay<Result>(words: Words, act: () => Promise<Result>): Promise<Result | null> {
  try {
    return await act();
  } catch (error) {
    sayFailure(error, words.t);
    return null;
  }
}

function refreshBoards(): void {
  void queryClient.invalidateQueries({ queryKey: studioQuery.boards.key() });
  void queryClient.invalidateQueries({ queryKey: studioQuery.gallery.key() });
}
