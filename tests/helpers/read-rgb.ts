import sharp from 'sharp';

/** An image file as bytes of red, green and blue. */
export async function readRgb(
  file: string,
): Promise<{ width: number; height: number; rgb: Uint8Array }> {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
}
