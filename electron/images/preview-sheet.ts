import sharp from 'sharp';
import type { PixelImage } from './picture-file.ts';

/** Tiles of a row: 500 steps of 256 × 256 pixels still fit WebP's 16 383 pixels either way. */
const mostColumns = 16;

export interface PreviewTiles {
  /** Of one tile. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly count: number;
}

/**
 * All previews of one picture on one WebP sheet, in rows of `columns`. Near-lossless: neighbouring tiles do not colour
 * each other, and the differences between two sheets are differences between their previews.
 *
 * @param previews at least one; those of a first pass, which are smaller, are enlarged to the others' size
 */
export async function encodePreviewSheet(
  previews: readonly PixelImage[],
): Promise<{ bytes: Uint8Array; tiles: PreviewTiles }> {
  const largest = previews.toSorted((a, b) => b.width - a.width)[0];
  if (largest === undefined) throw new RangeError('A sheet has at least one preview.');
  const { width, height } = largest;
  const columns = Math.min(mostColumns, previews.length);
  const rows = Math.ceil(previews.length / columns);
  const rgb = new Uint8Array(columns * width * rows * height * 3);
  for (const [index, preview] of previews.entries()) {
    const tile = await enlargeTo({ width, height }, preview);
    const left = (index % columns) * width;
    const top = Math.floor(index / columns) * height;
    for (let row = 0; row < height; row++) {
      const line = tile.subarray(row * width * 3, (row + 1) * width * 3);
      rgb.set(line, ((top + row) * columns * width + left) * 3);
    }
  }
  const bytes = await sharp(rgb, {
    raw: { width: columns * width, height: rows * height, channels: 3 },
  })
    .webp({ nearLossless: true, quality: 60 })
    .toBuffer();
  return { bytes, tiles: { width, height, columns, count: previews.length } };
}

async function enlargeTo(
  size: { readonly width: number; readonly height: number },
  { width, height, rgb }: PixelImage,
): Promise<Uint8Array> {
  if (width === size.width && height === size.height) return rgb;
  return await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
}

/** The previews of a sheet that `encodePreviewSheet` made. */
export async function decodePreviewSheet(file: string, tiles: PreviewTiles): Promise<PixelImage[]> {
  const { width, height, columns, count } = tiles;
  const sheet = await readPixels(file);
  return Array.from({ length: count }, (_, index) => {
    const left = (index % columns) * width;
    const top = Math.floor(index / columns) * height;
    const rgb = new Uint8Array(width * height * 3);
    for (let row = 0; row < height; row++) {
      const from = ((top + row) * sheet.width + left) * 3;
      rgb.set(sheet.rgb.subarray(from, from + width * 3), row * width * 3);
    }
    return { width, height, rgb };
  });
}

/** The pixels of a picture file, without transparency. */
export async function readPixels(file: string): Promise<PixelImage> {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
}
