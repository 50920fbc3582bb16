import { PictureImage } from './picture-image.tsx';
import { SmoothPicture } from './smooth-picture.tsx';
import type { Placement } from './viewport.ts';

interface PlacedPictureProps {
  pictureId: string;
  alt: string;
  placement: Placement;
}

/**
 * A full picture where the viewport puts it; its parent is the stage and clips. It is a layer of its own
 * (`will-change`), scaled from its own corner and then moved by whole pixels, so that equal pictures come out equal
 * wherever on the window and in whatever layer they lie.
 */
export function PlacedPicture({ pictureId, alt, placement }: PlacedPictureProps) {
  const { left, top, width, height, crisp } = placement;
  return (
    <div
      className="absolute top-0 left-0 will-change-transform select-none"
      style={{ width, height, transform: `translate(${left}px, ${top}px)` }}
    >
      {crisp ? null : <SmoothPicture pictureId={pictureId} width={width} height={height} />}
      <PictureImage
        pictureId={pictureId}
        size="full"
        alt={alt}
        crisp={crisp}
        className="absolute inset-0 size-full max-w-none peer-data-drawn:opacity-0"
      />
    </div>
  );
}
