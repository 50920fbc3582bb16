/** What stands over a column of a figure, and under it. */
export interface FigureHead {
  readonly text: string;
  /** Of the line between name and pictures, as CSS; without it there is none. */
  readonly colour?: string;
  /** Under the column, on as many lines as it needs. */
  readonly words?: string;
}

/** A figure without its pictures' bytes. */
export interface FigureShape {
  readonly title: string;
  readonly note: string;
  readonly picture: { readonly width: number; readonly height: number };
  readonly sheets: readonly {
    readonly title: string;
    readonly columns: readonly FigureHead[];
    readonly rows: readonly string[];
  }[];
}

/** Pixels of the figure; `y` is the top of the first line. */
export interface TextBlock {
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly lineHeight: number;
  readonly align: 'left' | 'center' | 'right';
  readonly isTitle: boolean;
  readonly isQuiet: boolean;
  readonly colour: string | null;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LaidFigure {
  readonly width: number;
  readonly height: number;
  readonly cell: { readonly width: number; readonly height: number };
  readonly texts: readonly TextBlock[];
  readonly lines: readonly (Box & { readonly colour: string })[];
  /** Sheet by sheet, row by row. */
  readonly pictures: readonly { readonly x: number; readonly y: number }[];
}

/** Width of a text in pixels, in the title's face or the plain one. */
export type MeasureText = (text: string, size: number, isTitle: boolean) => number;

/** Browsers draw no canvas whose side or area is larger; the text takes the rest. */
const longest = { side: 15_000, area: 180_000_000 };
const gap = 4;
const smallestText = 14;

/** Places everything: title and note, then sheet below sheet, each with its names over the columns and beside the rows. */
export function layFigure(figure: FigureShape, measure: MeasureText): LaidFigure {
  const cell = cellOf(figure);
  const size = Math.max(smallestText, Math.round(cell.width / 26));
  const lineHeight = Math.round(size * 1.5);
  const margin = size * 2;
  const rowNames = figure.sheets.flatMap(({ rows }) => rows);
  const across = Math.max(...figure.sheets.map(({ columns }) => columns.length));
  const rowHead = Math.min(
    Math.ceil(Math.max(0, ...rowNames.map((name) => measure(name, size, false)))),
    cell.width * 1.5,
  );
  const left = margin + (rowHead === 0 ? 0 : Math.ceil(rowHead) + size);
  const width = left + across * cell.width + (across - 1) * gap + margin;
  const texts: TextBlock[] = [];
  const lines: (Box & { colour: string })[] = [];
  const pictures: { x: number; y: number }[] = [];
  let y = margin;

  /** Wraps a text into `room`, places it and says how high it is. */
  const put = (
    text: string,
    room: number,
    at: Pick<TextBlock, 'x' | 'y'> & Partial<TextBlock>,
  ): number => {
    if (text === '') return 0;
    const isTitle = at.isTitle ?? false;
    const textSize = at.size ?? size;
    const height = at.lineHeight ?? lineHeight;
    const wrapped = wrapText(text, room, (part) => measure(part, textSize, isTitle));
    const usual = { align: 'left', isQuiet: false, colour: null } as const;
    texts.push({ ...usual, size: textSize, lineHeight: height, isTitle, ...at, lines: wrapped });
    return wrapped.length * height;
  };

  const body = width - 2 * margin;
  const titleSize = Math.round(size * 1.5);
  y += put(figure.title, body, {
    x: margin,
    y,
    size: titleSize,
    lineHeight: Math.round(titleSize * 1.5),
    isTitle: true,
  });
  y += put(figure.note, body, { x: margin, y, isQuiet: true });
  for (const sheet of figure.sheets) {
    y += size;
    y += put(sheet.title, body, { x: margin, y, isTitle: true });
    const columnX = (column: number) => left + column * (cell.width + gap);
    const heads = sheet.columns.map(({ text }, column) =>
      put(text, cell.width, {
        x: columnX(column) + cell.width / 2,
        y,
        align: 'center',
      }),
    );
    y += Math.max(0, ...heads) + gap;
    for (const [column, { colour }] of sheet.columns.entries()) {
      if (colour === undefined) continue;
      lines.push({ x: columnX(column), y, width: cell.width, height: gap, colour });
    }
    if (sheet.columns.some(({ colour }) => colour !== undefined)) y += gap;
    const rows = sheet.rows.length === 0 ? [''] : sheet.rows;
    for (const row of rows) {
      put(row, rowHead + 1, {
        x: left - size,
        y: y + (cell.height - lineHeight) / 2,
        align: 'right',
      });
      for (const column of sheet.columns.keys()) pictures.push({ x: columnX(column), y });
      y += cell.height + gap;
    }
    const words = sheet.columns.map(({ words: below = '' }, column) =>
      put(below, cell.width, { x: columnX(column), y: y + gap }),
    );
    y += Math.max(0, ...words);
  }
  return { width: Math.ceil(width), height: Math.ceil(y + margin), cell, texts, lines, pictures };
}

/** The pictures' own size, or smaller where the whole would be more than a canvas takes. */
function cellOf({ picture, sheets }: FigureShape): { width: number; height: number } {
  const across = Math.max(...sheets.map(({ columns }) => columns.length));
  const down = sheets.reduce((sum, { rows }) => sum + Math.max(1, rows.length), 0);
  const width = across * picture.width;
  const height = down * picture.height;
  const scale = Math.min(
    1,
    longest.side / width,
    longest.side / height,
    Math.sqrt(longest.area / (width * height)),
  );
  return {
    width: Math.max(1, Math.floor(picture.width * scale)),
    height: Math.max(1, Math.floor(picture.height * scale)),
  };
}

/** Breaks a text into lines no wider than `room`: between words, in Japanese too; a word that is wider, anywhere. */
export function wrapText(
  text: string,
  room: number,
  measure: (text: string) => number,
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const take = (piece: string) => {
    if (line !== '' && measure((line + piece).trimEnd()) > room) {
      lines.push(line.trimEnd());
      line = '';
    }
    if (line !== '' || piece.trim() !== '') line += piece;
  };
  for (const paragraph of text.split('\n')) {
    for (const { segment } of new Intl.Segmenter('ja', { granularity: 'word' }).segment(
      paragraph,
    )) {
      if (measure(segment) <= room) take(segment);
      else for (const character of segment) take(character);
    }
    lines.push(line.trimEnd());
    line = '';
  }
  return lines;
}
