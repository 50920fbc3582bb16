import { useEffect } from 'react';
import { pictureUrl } from '../api/picture-url.ts';
import type { DraftInitImage } from '../state/draft-shape.ts';
import { changeDraft, useDraft } from '../state/draft.ts';

/**
 * Looks up the size of a picture that came back with a recipe, which names it and does not say how large it is. Without
 * it nothing could be painted over. A picture that is gone stays without; it is shown as gone.
 */
export function useKnownSize({ image, size }: DraftInitImage): void {
  useEffect(() => {
    if (size !== null) return;
    const picture = new Image();
    picture.addEventListener('load', () => {
      const { initImage } = useDraft.getState();
      if (initImage?.image !== image || initImage.size !== null) return;
      const { naturalWidth: width, naturalHeight: height } = picture;
      changeDraft({ initImage: { ...initImage, size: { width, height } } });
    });
    picture.src = pictureUrl(image, 'full');
  }, [image, size]);
}
