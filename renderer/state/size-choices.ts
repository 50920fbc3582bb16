export const aspects = ['1:1', '4:3', '3:4', '16:9', '9:16'] as const;
export type Aspect = (typeof aspects)[number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Width and height of an aspect ratio with about as many pixels as the model's own size, because a model draws best
 * near the area that it was trained on. Sides are multiples of an eighth of the model's side, at least of 8.
 */
export function sizeFor(aspect: Aspect, native: Size): Size {
  const [w = 1, h = 1] = aspect.split(':').map(Number);
  const area = native.width * native.height;
  const unit = Math.max(8, Math.round(Math.sqrt(area) / 8 / 8) * 8);
  const side = (length: number) => Math.max(unit, Math.round(length / unit) * unit);
  return { width: side(Math.sqrt((area * w) / h)), height: side(Math.sqrt((area * h) / w)) };
}

/** The aspect whose size for this model is exactly this one; null for a size of the user's own. */
export function aspectOf(size: Size, native: Size): Aspect | null {
  return (
    aspects.find((aspect) => {
      const own = sizeFor(aspect, native);
      return own.width === size.width && own.height === size.height;
    }) ?? null
  );
}
