import type { PictureMarks, PictureMarksChange } from '../../electron/api/contract/gallery.ts';
import { studio } from '../api/studio.ts';
import { refreshGalleryLists } from '../state/favourites.ts';
import { ownChanges } from '../state/own-changes.ts';
import { showToast } from '../ui/toast-store.ts';
import { inParts } from './picture-acts.ts';
import type { Words } from './picture-acts.ts';
import { forgetRecords, recordOf } from './picture-records.ts';

/**
 * Changes the marks of pictures alike.
 *
 * @param said what a notice says, with an undo; null for a change that is seen at once and undone by the same key
 */
export async function markPictures(
  ids: readonly string[],
  change: PictureMarksChange,
  said: string | null,
  words: Words,
): Promise<void> {
  const before: PictureMarks[] = [];
  ownChanges.note(ids);
  await inParts(
    ids,
    async (part) => {
      before.push(...(await studio.gallery.mark({ ids: part, change })).before);
      return { ids: part };
    },
    words,
  );
  refreshMarks(ids);
  if (said !== null && before.length > 0) {
    showToast(said, {
      label: words.t('common.undo'),
      run: () => void restoreMarks(before, words),
    });
  }
}

async function restoreMarks(marks: readonly PictureMarks[], words: Words): Promise<void> {
  const byId = new Map(marks.map((mark) => [mark.id, mark]));
  const ids = [...byId.keys()];
  ownChanges.note(ids);
  await inParts(
    ids,
    async (part) =>
      await studio.gallery.restoreMarks({ marks: part.flatMap((id) => byId.get(id) ?? []) }),
    words,
  );
  refreshMarks(ids);
}

/** Stars by a key: the same number again takes them away. */
export function ratePictures(ids: readonly string[], stars: number, words: Words): void {
  if (ids.length === 0) return;
  const same = ids.every((id) => recordOf(id)?.rating === stars);
  const rating = same ? 0 : stars;
  const said =
    ids.length === 1
      ? null
      : words.t(rating === 0 ? 'gallery.unrated' : 'gallery.rated', {
          count: ids.length,
          stars: '★'.repeat(rating),
        });
  void markPictures(ids, { rating }, said, words);
}

/** Favourite, or no longer where all of them are. */
export function toggleFavourite(ids: readonly string[], words: Words): void {
  if (ids.length === 0) return;
  const favourite = !ids.every((id) => recordOf(id)?.favourite === true);
  const said =
    ids.length === 1
      ? null
      : words.t(favourite ? 'gallery.madeFavourite' : 'gallery.unmadeFavourite', {
          count: ids.length,
        });
  void markPictures(ids, { favourite }, said, words);
}

function refreshMarks(ids: readonly string[]): void {
  ownChanges.note(ids);
  forgetRecords(ids);
  void refreshGalleryLists();
}
