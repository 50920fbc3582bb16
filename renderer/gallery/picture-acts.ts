import type { TFunction } from 'i18next';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { pictureDownloadUrl } from '../api/picture-url.ts';
import { refreshKept, studio } from '../api/studio.ts';
import { formatBytes } from '../ui/format.ts';
import { showToast } from '../ui/toast-store.ts';
import { sayFailure } from '../ui/or-report.ts';

/** The studio moves at most so many at once. */
const mostAtOnce = 500;

export interface Words {
  readonly t: TFunction;
  readonly language: string;
}

/** Puts pictures into the trash; the notice takes them out again for ten seconds. Gives the ids that went. */
export async function trashPictures(ids: readonly string[], words: Words): Promise<string[]> {
  const gone = await inParts(ids, (part) => studio.gallery.remove({ ids: part }), words);
  refreshKept();
  if (gone.length > 0) {
    const { t } = words;
    showToast(t('gallery.trashed', { count: gone.length }), {
      label: t('common.undo'),
      run: () => void restorePictures(gone, words),
    });
  }
  return gone;
}

/** Takes pictures out of the trash, and says of which files are gone from there. */
export async function restorePictures(ids: readonly string[], words: Words): Promise<void> {
  let answered = 0;
  const restore = async (part: string[]) => {
    const restored = await studio.gallery.restore({ ids: part });
    answered += part.length;
    return restored;
  };
  const back = await inParts(ids, restore, words);
  refreshKept();
  const gone = answered - back.length;
  if (back.length > 0) showToast(words.t('gallery.restored', { count: back.length }));
  if (gone > 0) showToast(words.t('gallery.notRestored', { count: gone }));
}

/** Deletes pictures of the trash for good. Nothing brings them back, so whoever calls it has asked. */
export async function purgePictures(ids: readonly string[], words: Words): Promise<void> {
  let bytes = 0;
  const gone = await inParts(
    ids,
    async (part) => {
      const purged = await studio.gallery.purge({ ids: part });
      bytes += purged.bytes;
      return purged;
    },
    words,
  );
  refreshKept();
  if (gone.length > 0) {
    const size = formatBytes(bytes, words.language);
    showToast(words.t('gallery.purged', { count: gone.length, size }));
  }
}

/** Does an act part by part. A part that fails is reported and ends it; what was done before counts. */
export async function inParts(
  ids: readonly string[],
  act: (part: string[]) => Promise<{ ids: string[] }>,
  { t }: Words,
): Promise<string[]> {
  const done: string[] = [];
  try {
    for (let start = 0; start < ids.length; start += mostAtOnce) {
      done.push(...(await act(ids.slice(start, start + mostAtOnce))).ids);
    }
  } catch (error) {
    sayFailure(error, t);
  }
  return done;
}

/** Whether anything can be laid on the desk. */
export function canReuse({ recipe, imported }: GalleryPicture): boolean {
  return recipe !== null || (imported !== null && imported.found !== null);
}

/** Saves pictures through the browser, recipe inside, each under its own name. */
export function downloadPictures(pictures: readonly GalleryPicture[]): void {
  for (const picture of pictures) {
    const link = document.createElement('a');
    link.href = pictureDownloadUrl(picture.id);
    link.download = picture.fileName;
    link.click();
  }
}
