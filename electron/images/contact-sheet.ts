import sharp from 'sharp';
import { fonts, writeWords } from './svg-words.ts';

/** Pictures beside each other with their words to the left. */
export interface SheetRow {
  readonly caption: string;
  readonly note: string;
  /** Encoded pictures, one per column; null where there is none. */
  readonly pictures: readonly (Uint8Array | null)[];
}

export interface ContactSheet {
  readonly title: string;
  readonly arms: readonly { readonly name: string; readonly colour: string }[];
  readonly rows: readonly SheetRow[];
  /** Longest side of a picture on the sheet, in pixels. */
  readonly side: number;
}

const margin = 24;
const gap = 8;
const wordsWidth = 280;
const headHeight = 72;
/** PNG readers of many programs stop at 32 767 pixels; longer sheets go on in further columns. */
const mostHeight = 12_000;

/**
 * All rows on one PNG, in as many blocks beside each other as it takes. Words are set in the system's fonts: Japanese
 * needs one that has it.
 */
export async function drawContactSheet(sheet: ContactSheet): Promise<Uint8Array> {
  const { rows, arms, side } = sheet;
  const rowHeight = side + gap;
  const perBlock = Math.max(1, Math.floor((mostHeight - headHeight - 2 * margin) / rowHeight));
  const blocks = Math.max(1, Math.ceil(rows.length / perBlock));
  const blockWidth = wordsWidth + arms.length * (side + gap) + margin;
  const width = blocks * blockWidth + margin;
  const height = headHeight + Math.min(rows.length, perBlock) * rowHeight + 2 * margin;
  const placed = rows.map((row, index) => ({
    row,
    left: margin + Math.floor(index / perBlock) * blockWidth,
    top: margin + headHeight + (index % perBlock) * rowHeight,
  }));
  const layers = await Promise.all(
    placed.flatMap(({ row, left, top }) =>
      row.pictures.map(async (picture, column) => {
        if (picture === null) return null;
        const input = await sharp(picture)
          .resize(side, side, { fit: 'contain', background: '#ece7db' })
          .png()
          .toBuffer();
        return { input, left: left + wordsWidth + column * (side + gap), top };
      }),
    ),
  );
  const words = Buffer.from(drawWords(sheet, placed, { width, height, blocks, blockWidth }));
  return await sharp({ create: { width, height, channels: 3, background: '#f6f3ec' } })
    .composite([...layers.filter((layer) => layer !== null), { input: words, left: 0, top: 0 }])
    .png()
    .toBuffer();
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly blocks: number;
  readonly blockWidth: number;
}

function drawWords(
  { title, arms, side }: ContactSheet,
  placed: readonly { row: SheetRow; left: number; top: number }[],
  { width, height, blocks, blockWidth }: Layout,
): string {
  const heads = Array.from({ length: blocks }, (_, block) =>
    arms.map(({ name, colour }, column) => {
      const x = margin + block * blockWidth + wordsWidth + column * (side + gap);
      const y = margin + headHeight - 10;
      return (
        writeWords(name, { x, y, size: 13, colour, width: side }) +
        `<rect x="${x}" y="${y + 6}" width="${side}" height="2" fill="${colour}"/>`
      );
    }),
  );
  const captions = placed.map(
    ({ row, left, top }) =>
      writeWords(row.caption, { x: left, y: top + 18, size: 15, width: wordsWidth - 16 }) +
      writeWords(row.note, {
        x: left,
        y: top + 64,
        size: 12,
        colour: '#6f675c',
        width: wordsWidth - 16,
      }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${fonts}">
${writeWords(title, { x: margin, y: margin + 24, size: 24, width })}${heads.flat().join('')}${captions.join('')}</svg>`;
}
