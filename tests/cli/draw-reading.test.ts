import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PromptReading, WeighedToken } from '../../electron/api/contract/tokens.ts';
import { displayWidth } from '../../electron/cli/display-width.ts';
import { drawReading } from '../../electron/cli/draw-reading.ts';

const screen = { columns: 60, colour: false, language: 'en' } as const;
const model = { name: { ja: '日本語', en: 'Japanese' } };

function token(piece: string, id: number, more: Partial<WeighedToken> = {}): WeighedToken {
  const rest = { unknown: false, start: null, end: null, suggestions: [], learned: null };
  return { piece, id, ...rest, weight: 1, ...more };
}

/** A reading of one plain text. */
function readingOf(tokens: WeighedToken[], usable = 76): PromptReading {
  const text = {
    text: '猫',
    spans: [{ from: 1, until: 20 }],
    windows: [tokens.slice(0, usable)],
    cutOff: tokens.slice(usable),
  };
  return {
    tokenizer: 'sentencepiece',
    modelId: 'm',
    promptSyntax: 'plain',
    settled: '猫',
    steps: 20,
    usable,
    prompts: [{ weight: 1, texts: [text] }],
    unlisted: 0,
    unusable: [],
  };
}

function draw(tokens: WeighedToken[], usable?: number): string[] {
  return drawReading(readingOf(tokens, usable), '猫', model, screen);
}

test('ids stand under their pieces, whatever the pieces’ widths', () => {
  const [title, pieces = '', ids = ''] = draw([
    token('▁', 7),
    token('サラリーマン', 150),
    token('油', 1168),
  ]);
  assert.equal(title, 'Japanese  SentencePiece  3 of 76 pieces');
  for (const [piece, id] of [
    ['▁', '7'],
    ['サラリーマン', '150'],
    ['油', '1168'],
  ] as const) {
    const before = pieces.slice(0, pieces.indexOf(piece));
    assert.equal(displayWidth(before), ids.indexOf(id), piece);
  }
});

test('unknown pieces are marked in text, counted, and come with spellings that are known', () => {
  const lines = draw([
    token('麵', 0, { unknown: true, suggestions: ['麺', 'めん'] }),
    token('を', 9),
  ]);
  assert.match(lines[1] ?? '', /\?麵\?/);
  assert.ok(lines.some((line) => line.includes('1 unknown piece')));
  assert.ok(lines.some((line) => line.includes('麵 → 麺 / めん')));
});

test('pieces beyond the limit are marked and counted', () => {
  const lines = draw([token('a', 1), token('b', 2), token('c', 3)], 2);
  assert.match(lines[1] ?? '', /a +b +\(c\)/);
  assert.ok(lines.some((line) => line.includes('1 piece beyond the limit')));
});

test('a learned word is one piece with the number of its tokens', () => {
  const word = (id: number) => token('墨絵', id, { learned: 3 });
  const both = [token('猫', 1), ...[7, 8, 9].map(word), ...[7, 8, 9].map(word)];
  const [title, pieces, ids, note] = draw(both);
  assert.match(title ?? '', /7 of 76 pieces/);
  assert.match(pieces ?? '', /^ {2}猫 +«墨絵»×3 +«墨絵»×3$/);
  assert.match(ids ?? '', /^ {2}1 +7–9 +7–9$/);
  assert.match(note ?? '', /learned word/);
  const cut = draw(both, 6);
  assert.match(cut[1] ?? '', /«墨絵»×3 +\(«墨絵»×3\)$/, 'read in part is not read');
});

test('long texts are wrapped within the terminal’s width', () => {
  const lines = draw(Array.from({ length: 60 }, (_, index) => token('油', 1000 + index)));
  assert.ok(lines.length > 10);
  for (const line of lines) assert.ok(displayWidth(line) <= 60, line);
});

test('no text has no pieces', () => {
  assert.deepEqual(draw([]), ['Japanese  SentencePiece  0 of 76 pieces', '']);
});

test('a text of a schedule that no step comes to says so, and long lists of steps are cut short', () => {
  const reading = readingOf([token('猫', 1)]);
  const [text] = reading.prompts[0]?.texts ?? [];
  assert.ok(text !== undefined);
  const every = Array.from({ length: 40 }, (_, k) => ({ from: 2 * k + 1, until: 2 * k + 1 }));
  const texts = [
    { ...text, spans: every },
    { ...text, spans: [] },
  ];
  const lines = drawReading(
    { ...reading, prompts: [{ weight: 1, texts }], unlisted: 2 },
    '猫',
    model,
    screen,
  );
  assert.ok(lines.includes('  steps 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, …  1 of 76 pieces'));
  assert.ok(lines.includes('  in no step  1 of 76 pieces'));
  assert.ok(lines.includes('  2 more texts not listed'));
});
