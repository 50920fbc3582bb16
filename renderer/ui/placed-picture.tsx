import { PictureImage } from './picture-image.tsx';
import type { Placement } from './viewport.ts';

interface PlacedPictureProps {
  pictureId: string;
  alt: string;
  placement: Placement;
}

/** A full picture where the viewport puts it; its parent is the stage and clips. */
export function PlacedPicture({ pictureId, alt, placement }: PlacedPictureProps) {
  const { left, top, width, height, crisp } = placement;
  return (
    <PictureImage
      pictureId={pictureId}
      size="full"
      alt={alt}
      crisp={crisp}
      className="absolute top-0 left-0 max-w-none select-none"
      style={{ width, height, transform: `translate(${left}px, ${top}px)` }}
    />
  );
}
