import { styleText } from 'node:util';
import type { Embedding } from '../api/contract/arm.ts';
import type { Model } from '../api/contract/models.ts';
import type { Token, Tokenisation } from '../api/contract/tokens.ts';
import type { StudioClient } from './client.ts';
import { displayWidth, padToWidth } from './display-width.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

/** `nishiki tokenize`: what the Japanese and the English tokenizer make of one text. */
export async function tokenize(
  text: string,
  { json = false, embedding = [] }: { json?: boolean; embedding?: readonly Embedding[] },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const tokenisations = await client.tokens.inspect({
    text,
    ...(embedding.length > 0 && { embeddings: [...embedding] }),
  });
  if (json) {
    terminal.out(JSON.stringify(tokenisations, null, 2));
    return;
  }
  const models = await client.models.list();
  for (const tokenisation of tokenisations) {
    const model = models.find(({ id }) => id === tokenisation.modelId);
    for (const line of drawTokenisation(tokenisation, model, terminal)) terminal.out(line);
  }
}

/** A heading with the counts, then pieces above their ids, column by column. */
export function drawTokenisation(
  { tokens, tokenizer, usable, unusable }: Tokenisation,
  model: Pick<Model, 'name'> | undefined,
  { columns, colour, language }: Pick<Terminal, 'columns' | 'colour' | 'language'>,
): string[] {
  const say = texts[language];
  const name = tokenizer === 'sentencepiece' ? 'SentencePiece' : 'CLIP BPE';
  const title = `${model?.name[language] ?? ''}  ${name}  ${say.pieces(tokens.length, usable)}`;
  const unknown = tokens.filter((token) => token.unknown);
  const lines = [colour ? styleText('bold', title.trim()) : title.trim()];
  const cells = drawCells(tokens, usable);
  for (const row of wrapCells(cells, columns - 2)) {
    const pieces = row.map((cell) => paint(padToWidth(cell.piece, cell.width), cell.mark, colour));
    lines.push(`  ${pieces.join('  ')}`.trimEnd());
    lines.push(`  ${row.map((cell) => padToWidth(cell.id, cell.width)).join('  ')}`.trimEnd());
  }
  if (unknown.length > 0) lines.push(`  ${say.unknown(unknown.length)}`);
  for (const { piece, suggestions } of unknown) {
    if (suggestions.length > 0) lines.push(`    ${piece} → ${suggestions.join(' / ')}`);
  }
  if (tokens.some(({ learned }) => learned !== null)) lines.push(`  ${say.learned}`);
  for (const { file, detail } of unusable) lines.push(`  ${say.unusable(file, detail)}`);
  if (tokens.length > usable) lines.push(`  ${say.cutOff(tokens.length - usable)}`);
  lines.push('');
  return lines;
}

interface Cell {
  readonly piece: string;
  readonly id: string;
  readonly width: number;
  readonly mark: 'plain' | 'unknown' | 'cut' | 'learned';
}

/** The tokens of a learned word are one cell. */
function drawCells(tokens: readonly Token[], usable: number): Cell[] {
  const cells: Cell[] = [];
  for (let index = 0; index < tokens.length; index += tokens[index]?.learned ?? 1) {
    const token = tokens[index];
    if (token) cells.push(drawCell(token, index, usable));
  }
  return cells;
}

/**
 * Marks are written out, not only coloured: `?piece?` is unknown, `(piece)` is beyond the limit, `«word»×8` is a learned word
 * of eight tokens.
 */
function drawCell({ piece, id, unknown, learned }: Token, index: number, usable: number): Cell {
  const count = learned ?? 1;
  const isCut = index + count > usable;
  const mark = unknown ? 'unknown' : isCut ? 'cut' : learned === null ? 'plain' : 'learned';
  const named = learned === null ? piece : `«${piece}»×${count}`;
  const written = { plain: named, learned: named, unknown: `?${named}?`, cut: `(${named})` }[mark];
  const ids = count === 1 ? String(id) : `${id}–${id + count - 1}`;
  return {
    piece: written,
    id: ids,
    mark,
    width: Math.max(displayWidth(written), displayWidth(ids)),
  };
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
