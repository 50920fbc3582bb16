import sharp from 'sharp';

export interface ShownPicture {
  /** WebP as a `data:` address. */
  readonly address: string;
  /** Of the file, turned as it asks to be. */
  readonly size: { readonly width: number; readonly height: number };
}

/**
 * A picture of a data set for the page, upright as scorers see it: at most `side` pixels long, never enlarged. Null where the
 * file cannot be read any more; the page says so in its place.
 */
export async function showPicture(path: string, side: number): Promise<ShownPicture | null> {
  try {
    const { width, height, orientation = 1 } = await sharp(path).metadata();
    const bytes = await sharp(path)
      .autoOrient()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 85, effort: 2 })
      .toBuffer();
    // From 5 on the file lies on its side.
    const size = orientation < 5 ? { width, height } : { width: height, height: width };
    return { address: `data:image/webp;base64,${bytes.toString('base64')}`, size };
  } catch {
    return null;
  }
}
