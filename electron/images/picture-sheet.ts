import sharp from 'sharp';
import { fonts, writeWords } from './svg-words.ts';

export interface SheetPicture {
  /** Encoded, of any format; null where the file cannot be read: its place then stays empty. */
  readonly picture: Uint8Array | string | null;
  readonly caption: string;
  /** A second, quiet line: seed, model. */
  readonly note: string;
}

const margin = 24;
const gap = 16;
/** Two lines of caption and one of note. */
const wordsHeight = 62;
/** PNG readers of many programs stop at 32 767 pixels. */
const mostPixels = 30_000;

/**
 * Pictures in reading order with words below each, as one PNG.
 *
 * @param side longest side of a picture on the sheet, in pixels; made smaller where the sheet would grow past 30 000
 * @param columns 1 or more
 */
export async function drawPictureSheet(
  pictures: readonly SheetPicture[],
  { columns, side: wanted }: { columns: number; side: number },
): Promise<Uint8Array> {
  const across = Math.min(columns, Math.max(1, pictures.length));
  const down = Math.max(1, Math.ceil(pictures.length / across));
  const room = Math.floor((mostPixels - 2 * margin) / down) - wordsHeight - gap;
  const side = Math.max(16, Math.min(wanted, room));
  const width = 2 * margin + across * (side + gap) - gap;
  const height = 2 * margin + down * (side + wordsHeight + gap) - gap;
  const placed = pictures.map((one, index) => ({
    ...one,
    left: margin + (index % across) * (side + gap),
    top: margin + Math.floor(index / across) * (side + wordsHeight + gap),
  }));
  const layers = [];
  // One after the other: a sheet of five hundred must not hold five hundred decoded pictures.
  for (const { picture, left, top } of placed) {
    if (picture === null) continue;
    const input = await sharp(picture)
      .autoOrient()
      .resize(side, side, { fit: 'contain', background: '#ece7db' })
      .png()
      .toBuffer();
    layers.push({ input, left, top });
  }
  const words = placed.map(
    ({ caption, note, left, top }) =>
      writeWords(caption, { x: left, y: top + side + 18, size: 13, width: side, lines: 2 }) +
      writeWords(note, {
        x: left,
        y: top + side + 54,
        size: 11,
        width: side,
        lines: 1,
        colour: '#6f675c',
      }),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${fonts}">${words.join('')}</svg>`;
  return await sharp({ create: { width, height, channels: 3, background: '#f6f3ec' } })
    .composite([...layers, { input: Buffer.from(svg), left: 0, top: 0 }])
    .png()
    .toBuffer();
}
