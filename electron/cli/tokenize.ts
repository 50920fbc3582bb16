import { styleText } from 'node:util';
import type { Model } from '../api/contract/models.ts';
import type { Token, Tokenisation } from '../api/contract/tokens.ts';
import type { StudioClient } from './client.ts';
import { displayWidth, padToWidth } from './display-width.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

/** `nishiki tokenize`: what the Japanese and the English tokenizer make of one text. */
export async function tokenize(
  text: string,
  { json = false }: { json?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const tokenisations = await client.tokens.inspect({ text });
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
  { tokens, tokenizer, usable }: Tokenisation,
  model: Pick<Model, 'name'> | undefined,
  { columns, colour, language }: Pick<Terminal, 'columns' | 'colour' | 'language'>,
): string[] {
  const say = texts[language];
  const name = tokenizer === 'sentencepiece' ? 'SentencePiece' : 'CLIP BPE';
  const title = `${model?.name[language] ?? ''}  ${name}  ${say.pieces(tokens.length, usable)}`;
  const unknown = tokens.filter((token) => token.unknown);
  const lines = [colour ? styleText('bold', title.trim()) : title.trim()];
  const cells = tokens.map((token, index) => drawCell(token, index, usable));
  for (const row of wrapCells(cells, columns - 2)) {
    const pieces = row.map((cell) => paint(padToWidth(cell.piece, cell.width), cell.mark, colour));
    lines.push(`  ${pieces.join('  ')}`.trimEnd());
    lines.push(`  ${row.map((cell) => padToWidth(cell.id, cell.width)).join('  ')}`.trimEnd());
  }
  if (unknown.length > 0) lines.push(`  ${say.unknown(unknown.length)}`);
  for (const { piece, suggestions } of unknown) {
    if (suggestions.length > 0) lines.push(`    ${piece} → ${suggestions.join(' / ')}`);
  }
  if (tokens.length > usable) lines.push(`  ${say.cutOff(tokens.length - usable)}`);
  lines.push('');
  return lines;
}

interface Cell {
  readonly piece: string;
  readonly id: string;
  readonly width: number;
  readonly mark: 'plain' | 'unknown' | 'cut';
}

/** Marks are written out, not only coloured: `?piece?` is unknown, `(piece)` is beyond the limit. */
function drawCell({ piece, id, unknown }: Token, index: number, usable: number): Cell {
  const mark = unknown ? 'unknown' : index >= usable ? 'cut' : 'plain';
  const written = { plain: piece, unknown: `?${piece}?`, cut: `(${piece})` }[mark];
  return {
    piece: written,
    id: String(id),
    mark,
    width: Math.max(displayWidth(written), String(id).length),
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
  return styleText(mark === 'unknown' ? 'red' : 'dim', text);
}
