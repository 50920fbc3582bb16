import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureFiles } from '../state/begin-from.ts';
import { offerRecipe } from '../state/dropped-recipe.ts';
import { goTo, hereAddress } from '../state/location.ts';
import { showToast } from '../ui/toast-store.ts';

/** What would become of the files that are held over the window: a recipe read, pictures imported, or nothing here. */
export type DropPromise = 'recipe' | 'import' | 'models';

/**
 * A picture dropped anywhere in the window offers its recipe; of a file that may be a model it is said where that is taken.
 * Places of their own (the picture to begin from, the models, the gallery for more than one) keep their drops to themselves.
 * A picture dragged within the page is not one from outside.
 *
 * @returns what a drop would do while files are held over the window, outside of those places; else null
 */
export function useDroppedPictures(): DropPromise | null {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const [promise, setPromise] = useState<DropPromise | null>(null);
  useEffect(() => {
    let fromPage = false;
    const leave = () => setPromise(null);
    const start = () => (fromPage = true);
    const end = () => {
      fromPage = false;
      leave();
    };
    const takes = (event: DragEvent) =>
      !event.defaultPrevented && !fromPage && event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent) => {
      if (!takes(event)) {
        leave();
        return;
      }
      event.preventDefault();
      setPromise(promiseOf(event.dataTransfer));
    };
    const out = (event: DragEvent) => {
      // Between two elements of the page it is still over the window.
      if (event.relatedTarget === null) leave();
    };
    const drop = (event: DragEvent) => {
      leave();
      if (!takes(event)) return;
      event.preventDefault();
      const files = event.dataTransfer?.files ?? null;
      const [file] = pictureFiles(files);
      const [other] = files ?? [];
      if (file) void offerRecipe(file, t, language);
      else if (other) {
        const way = { label: t('create.noModels.open'), run: () => goTo('/models') };
        showToast(t('frame.dropped.noPicture', { name: other.name }), way);
      }
    };
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('dragstart', start, { signal });
    window.addEventListener('dragend', end, { signal });
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('dragleave', out, { signal });
    // Also a drop that a place of its own has kept to itself.
    window.addEventListener('drop', leave, { signal, capture: true });
    window.addEventListener('drop', drop, { signal });
    return () => listening.abort();
  }, [t, language]);
  return promise;
}

/** Before the drop a browser tells types, but no names; a folder has none. */
function promiseOf(data: DataTransfer | null): DropPromise {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === 'file');
  const inGallery = /^\/gallery(?:\/|$|\?)/.test(hereAddress());
  if (inGallery && (items.length > 1 || items[0]?.type === '')) return 'import';
  return items.some(({ type }) => type.startsWith('image/')) ? 'recipe' : 'models';
}
