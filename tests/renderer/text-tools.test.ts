import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Token } from '../../electron/api/contract/tokens.ts';
import { groupByDay } from '../../renderer/history/days.ts';
import { orderStrip } from '../../renderer/history/order-strip.ts';
import { readClipPiece } from '../../renderer/tokens/clip-piece.ts';
import { formatBytes, formatRelativeTime, formatSeconds } from '../../renderer/ui/format.ts';
import { isComposing } from '../../renderer/ui/keys.ts';
import {
  cutOff,
  nameOfPiece,
  shownPieces,
  respell,
  unknownSpans,
} from '../../renderer/ui/token-text.ts';
import { exampleJob, examplePicture } from './example-job.ts';

function token(start: number | null, end: number | null, change: Partial<Token> = {}): Token {
  return {
    piece: 'x',
    id: 1,
    unknown: false,
    start,
    end,
    suggestions: [],
    learned: null,
    ...change,
  };
}

// Pieces of CLIP's published vocabulary for サラリーマン; bytes by Python: 'サ'.encode().hex() → e382b5.
const clipPieces: [piece: string, text: string | null, hex: string, wordEnd: boolean][] = [
  ['ãĤµ', 'サ', 'E3 82 B5', false],
  ['ãĥ', null, 'E3 83', false],
  ['©', null, 'A9', false],
  ['ãĥ³</w>', 'ン', 'E3 83 B3', true],
  ['cat</w>', 'cat', '63 61 74', true],
  ['Ġ', ' ', '20', false],
];
for (const [piece, text, hex, wordEnd] of clipPieces) {
  test(`CLIP's ${piece} is ${text ?? 'a fragment'}, bytes ${hex}`, () => {
    const read = readClipPiece(piece);
    assert.deepEqual([read.text, read.hex.join(' '), read.wordEnd], [text, hex, wordEnd]);
  });
}

test('a key press of an input method is known by isComposing or by key code 229', () => {
  assert.ok(isComposing({ key: 'Enter', keyCode: 13, isComposing: true }));
  assert.ok(isComposing({ key: 'Enter', keyCode: 229, isComposing: false }));
  assert.ok(!isComposing({ key: 'Enter', keyCode: 13, isComposing: false }));
});

test('unknown spans are named once each, with their places and spellings', () => {
  const text = '麵と麵';
  const tokens = [
    token(0, 1, { unknown: true, suggestions: ['麺'] }),
    token(1, 2),
    token(2, 3, { unknown: true, suggestions: ['麺'] }),
  ];
  assert.deepEqual(unknownSpans(text, tokens), [
    { start: 0, end: 1, text: '麵', suggestions: ['麺'] },
  ]);
  assert.deepEqual(respell({ start: 2, end: 3 }, 'ラーメン'), {
    from: 2,
    to: 3,
    insert: 'ラーメン',
    start: 6,
    end: 6,
  });
});

test('the tokens of a learned word are shown as one piece', () => {
  const word = token(1, 3, { piece: '墨絵', learned: 2 });
  const pieces = shownPieces([
    token(0, 1),
    word,
    word,
    word,
    word,
    token(3, 4, { piece: 'a</w>' }),
  ]);
  assert.deepEqual(
    pieces.map((piece) => [nameOfPiece(piece), piece.position, piece.count]),
    [
      ['x', 0, 1],
      ['墨絵 × 2', 1, 2],
      ['墨絵 × 2', 3, 2],
      ['a', 5, 1],
    ],
  );
});

test('what is cut off starts with the first piece past the limit whose place is known', () => {
  const tokens = [token(0, 1), token(1, 2), token(null, null), token(3, 4)];
  const base = { tokenizer: 'clip' as const, modelId: 'm', tokens };
  assert.equal(cutOff('abcd', { ...base, usable: 2, unusable: [] }), 'd');
  assert.equal(cutOff('abcd', { ...base, usable: 4, unusable: [] }), '');
});

test('prompts stand under the days of the user’s own calendar', () => {
  const now = new Date(2026, 4, 10, 0, 30);
  const used = [new Date(2026, 4, 10, 0, 10), new Date(2026, 4, 9, 23, 50), new Date(2025, 0, 2)];
  const entries = used.map((date, index) => ({
    id: String(index),
    arms: exampleJob.arms,
    settings: exampleJob.settings,
    seed: '1',
    count: 1,
    uses: 1,
    favourite: false,
    createdAt: date.toISOString(),
    lastUsedAt: date.toISOString(),
    pictureIds: [],
  }));
  const days = groupByDay(entries, 'ja', now);
  assert.deepEqual(
    days.map((day) => [day.label, day.entries.map((entry) => entry.id)]),
    [
      ['今日', ['0']],
      ['昨日', ['1']],
      ['2025年1月2日(木)', ['2']],
    ],
  );
  assert.equal(groupByDay(entries, 'en', now)[0]?.label, 'Today');
});

test('a strip shows the newest job first, then seeds, then arms as in Create', () => {
  const of = (id: string, jobId: string, seed: string, arm: 'ja' | 'en') => {
    const picture = examplePicture(id);
    return { ...picture, jobId, arm, recipe: { ...picture.recipe, seed } };
  };
  const newestFirst = [
    of('new-10-en', 'new', '10', 'en'),
    of('new-10-ja', 'new', '10', 'ja'),
    of('new-9-en', 'new', '9', 'en'),
    of('new-9-ja', 'new', '9', 'ja'),
    of('old-5-ja', 'old', '5', 'ja'),
  ];
  const ids = [...newestFirst.map(({ id }) => id), 'gone'];
  const pictures = new Map(newestFirst.map((picture) => [picture.id, picture]));
  assert.deepEqual(orderStrip(ids, pictures), [
    'new-9-ja',
    'new-9-en',
    'new-10-ja',
    'new-10-en',
    'old-5-ja',
    'gone',
  ]);
});

test('times and sizes are written as the language writes them', () => {
  const now = new Date('2026-01-01T12:00:00Z');
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  assert.equal(formatRelativeTime(ago(180), now, 'ja'), '3 分前');
  assert.equal(formatRelativeTime(ago(180), now, 'en'), '3 minutes ago');
  assert.equal(formatRelativeTime(ago(5), now, 'en'), 'now');
  assert.equal(formatSeconds(0.052, 'ja'), '0.05 秒');
  assert.equal(formatSeconds(200, 'en'), '3 min 20 sec');
  assert.equal(formatBytes(4_270_000_000, 'en'), '4.3 GB');
});
