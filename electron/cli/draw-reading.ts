import { styleText } from 'node:util';
import type { Model } from '../api/contract/models.ts';
import type { PromptReading, ReadText, WeighedToken } from '../api/contract/tokens.ts';
import { displayWidth, padToWidth } from './display-width.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

type Screen = Pick<Terminal, 'columns' | 'colour' | 'language'>;

/**
 * A heading, then the pieces of every text that the model reads above their ids, column by column, window by window, and
 * what is to be said of them. Texts of AND and of schedules have headings of their own.
 *
 * @param asked the text that was asked about, of which the reading may have settled choices.
 */
export function drawReading(
  reading: PromptReading,
  asked: string,
  model: Pick<Model, 'name'> | undefined,
  screen: Screen,
): string[] {
  const { prompts, settled, tokenizer, usable, steps } = reading;
  const say = texts[screen.language];
  const name = tokenizer === 'sentencepiece' ? 'SentencePiece' : 'CLIP BPE';
  const all = prompts.flatMap(({ weight, texts: own }, index) =>
    own.map((text) => ({ text, weight, index, isScheduled: own.length > 1 })),
  );
  const [only] = all.length === 1 ? all : [];
  const size =
    only === undefined ? say.readings(all.length, steps) : sizeOf(only.text, usable, say);
  const title = `${model?.name[screen.language] ?? ''}  ${name}  ${size}`.trim();
  const lines = [screen.colour ? styleText('bold', title) : title];
  if (settled !== asked) lines.push(`  ${say.settledTo(settled)}`);
  for (const { text, weight, index, isScheduled } of all) {
    if (only === undefined) {
      const heading = [
        ...(prompts.length > 1 ? [say.composed(index + 1, prompts.length, weight)] : []),
        ...(isScheduled ? [say.inSteps(writeSpans(text.spans))] : []),
        sizeOf(text, usable, say),
      ];
      lines.push('', `  ${heading.join('  ')}`);
    }
    lines.push(...drawText(text, screen));
  }
  return [...lines, ...drawNotes(reading, screen), ''];
}

type Words = (typeof texts)[Terminal['language']];

function sizeOf({ windows, cutOff }: ReadText, usable: number, say: Words): string {
  return say.pieces(windows.flat().length + cutOff.length, windows.length * usable);
}

/** An alternation has one for every other step. */
const mostSpans = 12;

/** `1–6, 9`, or nothing where no step reads it. */
function writeSpans(spans: ReadText['spans']): string {
  const written = spans.map(({ from, until }) => (from === until ? `${from}` : `${from}–${until}`));
  const isLong = written.length > mostSpans;
  return [...written.slice(0, mostSpans), ...(isLong ? ['…'] : [])].join(', ');
}

function drawText({ windows, cutOff }: ReadText, { columns, colour, language }: Screen): string[] {
  const say = texts[language];
  return windows.flatMap((tokens, k) => {
    const isLast = k === windows.length - 1;
    const cells = drawCells(tokens, isLast ? cutOff : []);
    const heading = windows.length > 1 ? [`  ${say.window(k + 1, windows.length)}`] : [];
    const rows = wrapCells(cells, columns - 2).flatMap((row) => {
      const pieces = row.map((cell) =>
        paint(padToWidth(cell.piece, cell.width), cell.mark, colour),
      );
      const ids = row.map((cell) => padToWidth(cell.id, cell.width));
      return [`  ${pieces.join('  ')}`.trimEnd(), `  ${ids.join('  ')}`.trimEnd()];
    });
    return [...heading, ...rows];
  });
}

/** What the marks mean, as far as there are any, and what is not drawn. */
function drawNotes({ prompts, unlisted, unusable }: PromptReading, { language }: Screen): string[] {
  const say = texts[language];
  const read = prompts.flatMap((prompt) => prompt.texts);
  const cutOff = read.reduce((sum, text) => sum + text.cutOff.length, 0);
  const tokens = read.flatMap(({ windows, cutOff: cut }) => [...windows.flat(), ...cut]);
  // The texts of a schedule have most of their pieces in common.
  const unknown = new Map(
    tokens.filter((token) => token.unknown).map((token) => [token.start, token]),
  );
  return [
    ...(unknown.size > 0 ? [say.unknown(unknown.size)] : []),
    ...unknown
      .values()
      .filter(({ suggestions }) => suggestions.length > 0)
      .map(({ piece, suggestions }) => `  ${piece} → ${suggestions.join(' / ')}`),
    ...(tokens.some(({ learned }) => learned !== null) ? [say.learned] : []),
    ...(tokens.some(({ weight }) => weight !== 1) ? [say.weights] : []),
    ...(unlisted > 0 ? [say.unlisted(unlisted)] : []),
    ...unusable.map(({ file, detail }) => say.unusable(file, detail)),
    ...(cutOff > 0 ? [say.cutOff(cutOff)] : []),
  ].map((line) => `  ${line}`);
}

interface Cell {
  readonly piece: string;
  readonly id: string;
  readonly width: number;
  readonly mark: 'plain' | 'unknown' | 'cut' | 'learned';
}

/** Of what is read and what is not. The tokens of a learned word are one cell. */
function drawCells(read: readonly WeighedToken[], cutOff: readonly WeighedToken[]): Cell[] {
  const tokens = [...read, ...cutOff];
  const cells: Cell[] = [];
  for (let index = 0; index < tokens.length; index += tokens[index]?.learned ?? 1) {
    const token = tokens[index];
    if (token === undefined) continue;
    // A learned word that is read in part is not read.
    const isCut = index + (token.learned ?? 1) > read.length;
    cells.push(drawCell(token, isCut));
  }
  return cells;
}

/**
 * Marks are written out, not only coloured: `?piece?` is unknown, `(piece)` is beyond the limit, `«word»×8` is a learned word
 * of eight tokens, `piece:1.1` has a weight.
 */
function drawCell({ piece, id, unknown, learned, weight }: WeighedToken, isCut: boolean): Cell {
  const count = learned ?? 1;
  const mark = unknown ? 'unknown' : isCut ? 'cut' : learned === null ? 'plain' : 'learned';
  const named = learned === null ? piece : `«${piece}»×${count}`;
  const marked = { plain: named, learned: named, unknown: `?${named}?`, cut: `(${named})` }[mark];
  const written = weight === 1 ? marked : `${marked}:${writeWeight(weight)}`;
  const ids = count === 1 ? String(id) : `${id}–${id + count - 1}`;
  return {
    piece: written,
    id: ids,
    mark,
    width: Math.max(displayWidth(written), displayWidth(ids)),
  };
}

/** Three places are as many as anybody writes; 1.1 times 1.1 is 1.21. */
function writeWeight(weight: number): string {
  return String(Number(weight.toPrecision(4)));
}

function wrapCells(cells: readonly Cell[], columns: number): Cell[][] {
  const rows: Cell[][] = [];
  let used = Infinity;
  for (const cell of cells) {
    if (used + 2 + cell.width > columns) {
      rows.push([]);
      used = -2;
    }
    rows.at(-1)?.push(cell);
    used += 2 + cell.width;
  }
  return rows;
}

function paint(text: string, mark: Cell['mark'], colour: boolean): string {
  if (!colour || mark === 'plain') return text;
  return styleText(({ unknown: 'red', cut: 'dim', learned: 'cyan' } as const)[mark], text);
}
