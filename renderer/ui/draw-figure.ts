import { pictureUrl } from '../api/picture-url.ts';
import { layFigure } from './lay-figure.ts';
import type { FigureHead, FigureShape, TextBlock } from './lay-figure.ts';

/** Kept pictures in tables, with what differs between them written beside: something to publish. */
export interface Figure {
  readonly title: string;
  /** Below the title: what is the same for all pictures. */
  readonly note: string;
  readonly sheets: readonly FigureSheet[];
  /** Of one picture, in its own pixels. */
  readonly picture: { readonly width: number; readonly height: number };
}

export interface FigureSheet {
  readonly title: string;
  readonly columns: readonly FigureHead[];
  /** Empty for one row without a name. */
  readonly rows: readonly string[];
  /** Row by row; null stays blank. */
  readonly pictureIds: readonly (string | null)[];
}

/** Always on paper, whatever the theme of the page: a figure is looked at elsewhere. */
const paper = { ground: '#fffdf8', blank: '#ece7db', ink: '#1d1a17', quiet: '#6f675c' };

/**
 * Draws a figure and gives it as PNG, its pictures in their own pixels where that is not larger than a canvas may be.
 *
 * @param onDrawn is told how many pictures are drawn
 * @throws what reading a picture or the canvas failed with, and the signal's reason
 */
export async function drawFigure(
  figure: Figure,
  onDrawn: (count: number) => void,
  signal: AbortSignal,
): Promise<Blob> {
  await Promise.all([title, plain].map((font) => document.fonts.load(font(16), wordsOf(figure))));
  const measure = new OffscreenCanvas(1, 1).getContext('2d');
  if (!measure) throw new Error('This browser draws on no canvas.');
  const shape: FigureShape = {
    picture: figure.picture,
    title: figure.title,
    note: figure.note,
    sheets: figure.sheets.map(({ title: name, columns, rows }) => ({ title: name, columns, rows })),
  };
  const laid = layFigure(shape, (text, size, isTitle) => {
    measure.font = (isTitle ? title : plain)(size);
    return measure.measureText(text).width;
  });
  const canvas = new OffscreenCanvas(laid.width, laid.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws on no canvas.');
  context.fillStyle = paper.ground;
  context.fillRect(0, 0, laid.width, laid.height);
  for (const block of laid.texts) write(context, block);
  for (const line of laid.lines) {
    context.fillStyle = line.colour;
    context.fillRect(line.x, line.y, line.width, line.height);
  }
  const ids = figure.sheets.flatMap(({ pictureIds }) => pictureIds);
  for (const [index, place] of laid.pictures.entries()) {
    signal.throwIfAborted();
    const id = ids[index] ?? null;
    context.fillStyle = paper.blank;
    context.fillRect(place.x, place.y, laid.cell.width, laid.cell.height);
    // oxlint-disable-next-line no-await-in-loop -- one after the other: a large table would fill the memory
    const bitmap = id === null ? null : await readPicture(id, signal);
    if (bitmap) {
      context.imageSmoothingQuality = 'high';
      const scale = Math.min(laid.cell.width / bitmap.width, laid.cell.height / bitmap.height);
      const width = bitmap.width * scale;
      const height = bitmap.height * scale;
      const left = place.x + (laid.cell.width - width) / 2;
      context.drawImage(bitmap, left, place.y + (laid.cell.height - height) / 2, width, height);
      bitmap.close();
    }
    onDrawn(index + 1);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}

function title(size: number): string {
  return `500 ${size}px "Shippori Mincho", serif`;
}

function plain(size: number): string {
  return `400 ${size}px "IBM Plex Sans", "Zen Kaku Gothic New", sans-serif`;
}

function wordsOf({ title: name, note, sheets }: Figure): string {
  const heads = sheets.flatMap((sheet) => [
    sheet.title,
    ...sheet.rows,
    ...sheet.columns.flatMap(({ text, words }) => [text, words ?? '']),
  ]);
  return [name, note, ...heads].join('');
}

function write(context: OffscreenCanvasRenderingContext2D, block: TextBlock): void {
  context.font = (block.isTitle ? title : plain)(block.size);
  context.fillStyle = block.colour ?? (block.isQuiet ? paper.quiet : paper.ink);
  context.textAlign = block.align;
  context.textBaseline = 'alphabetic';
  for (const [line, text] of block.lines.entries()) {
    context.fillText(text, block.x, block.y + (line + 0.78) * block.lineHeight);
  }
}

/** Null where the file is gone: its place in the figure stays blank, as it does in the table. */
async function readPicture(id: string, signal: AbortSignal): Promise<ImageBitmap | null> {
  const response = await fetch(pictureUrl(id, 'full'), { signal });
  return response.ok ? createImageBitmap(await response.blob()) : null;
}
