import { useTranslation } from 'react-i18next';
import { unpin, usePinned } from '../state/pins.ts';
import { Button } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { PictureImage } from '../ui/picture-image.tsx';

/** The picture that waits for another one to be compared with. At the bottom, so that nothing above it moves. */
export function PinBar() {
  const { t } = useTranslation();
  const pinned = usePinned(({ id }) => id);
  if (pinned === null) return null;
  return (
    <div
      role="status"
      data-testid="pinned"
      className="flex shrink-0 items-center gap-3 border-t border-line bg-raised px-6 py-1.5 text-sm"
    >
      <PictureImage
        pictureId={pinned}
        size="thumbnail"
        alt={t('gallery.pin.pinned')}
        className="size-9 rounded-sm object-cover"
      />
      <p className="min-w-0 grow truncate">{t('gallery.pin.advice')}</p>
      <Kbd>P</Kbd>
      <Button size="small" look="quiet" onClick={unpin}>
        {t('gallery.pin.undo')}
      </Button>
    </div>
  );
}
