import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureFiles } from '../state/begin-from.ts';
import { offerRecipe } from '../state/dropped-recipe.ts';

/**
 * A picture dropped anywhere in the window offers its recipe. Places of their own (the picture to begin from, the models)
 * keep their drops to themselves. A picture dragged within the page is not one from outside.
 */
export function useDroppedPictures(): void {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  useEffect(() => {
    let fromPage = false;
    const start = () => (fromPage = true);
    const end = () => (fromPage = false);
    const takes = (event: DragEvent) =>
      !event.defaultPrevented && !fromPage && event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent) => {
      if (takes(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!takes(event)) return;
      event.preventDefault();
      const [file] = pictureFiles(event.dataTransfer?.files ?? null);
      if (file) void offerRecipe(file, t, language);
    };
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('dragstart', start, { signal });
    window.addEventListener('dragend', end, { signal });
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('drop', drop, { signal });
    return () => listening.abort();
  }, [t, language]);
}
