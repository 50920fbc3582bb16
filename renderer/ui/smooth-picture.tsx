import { useEffect, useRef } from 'react';
import { pictureUrl } from '../api/picture-url.ts';

interface SmoothPictureProps {
  pictureId: string;
  /** In CSS pixels, whole on the device. */
  width: number;
  height: number;
}

/**
 * The picture scaled once, smoothly, to exactly the device pixels it covers. Left to the browser, a scaled image is
 * smoothed tile by tile and comes out a little different in every layer, which a comparison would show as differences
 * of the pictures. The image itself lies over it with name and place, and hides once this is drawn (`data-drawn`): two
 * things in one layer are blended with other roundings than one.
 */
export function SmoothPicture({ pictureId, width, height }: SmoothPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let wanted = true;
    const image = new Image();
    image.src = pictureUrl(pictureId, 'full');
    image.decode().then(
      () => {
        const target = canvas.current;
        if (wanted && target) drawScaled(image, target, width, height);
      },
      () => {
        // A file that is gone: the image's place says so, and nothing old may be left to see.
        if (wanted && canvas.current) forget(canvas.current);
      },
    );
    return () => {
      wanted = false;
    };
  }, [pictureId, width, height]);
  return (
    <canvas
      ref={canvas}
      width={0}
      height={0}
      aria-hidden
      className="peer pointer-events-none absolute inset-0 size-full"
    />
  );
}

function drawScaled(
  image: HTMLImageElement,
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): void {
  canvas.width = Math.round(width * window.devicePixelRatio);
  canvas.height = Math.round(height * window.devicePixelRatio);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.dataset['drawn'] = '';
}

function forget(canvas: HTMLCanvasElement): void {
  canvas.width = 0;
  delete canvas.dataset['drawn'];
}
