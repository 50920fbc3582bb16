import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORPCError } from '@orpc/server';
import { z } from 'zod';
import { armSchema } from '../../electron/api/contract/arm.ts';
import { studioErrors } from '../../electron/api/contract/errors.ts';
import { generationRequestSchema } from '../../electron/api/contract/generation.ts';
import {
  describeFailure,
  InterruptedError,
  NoModelError,
  PartialError,
  SaveError,
  UsageError,
} from '../../electron/cli/failure.ts';
import { StudioLockedError } from '../../electron/services/studio-error.ts';

const failures: readonly (readonly [string, unknown, number, RegExp, RegExp])[] = [
  ['usage', new UsageError('--port: 99999'), 2, /--port: 99999/, /--port: 99999/],
  ['no model', new NoModelError('gone'), 3, /no such model[^]*gone/, /モデルはありません[^]*gone/],
  [
    'validation',
    new ORPCError('BAD_REQUEST', {
      data: { issues: [{ message: 'seed-too-large', path: ['seed'] }] },
    }),
    2,
    /at most 18446744073709551615/,
    /18446744073709551615（2⁶⁴−1）以下/,
  ],
  [
    'model',
    new ORPCError('MODEL_UNREADABLE', {
      message: 'cut short',
      data: { path: '/猫', reason: 'truncated' },
    }),
    3,
    /cut short\n {2}path: \/猫\n {2}reason: truncated/,
    /モデルを読み込めません/,
  ],
  [
    'added file',
    new ORPCError('MODEL_UNREADABLE', {
      message: 'cut short',
      data: { path: '/猫', reason: 'truncated', added: 'lora' },
    }),
    3,
    /added to the model[^]*cut short/,
    /足すファイル/,
  ],
  [
    'worker',
    new ORPCError('WORKER_DIED', { data: { exitCode: null } }),
    4,
    /are kept/,
    /残っています/,
  ],
  [
    'disk',
    new ORPCError('CANNOT_SAVE', { data: { reason: 'ENOSPC' } }),
    5,
    /ENOSPC/,
    /保存できません/,
  ],
  [
    'copy',
    Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }),
    5,
    /cannot be written/,
    /書き込めません/,
  ],
  [
    'a file in the place of a folder',
    Object.assign(new Error("EEXIST: file already exists, mkdir '/out'"), {
      code: 'EEXIST',
      syscall: 'mkdir',
    }),
    5,
    /cannot be written[^]*'\/out'[^]*a file where a folder is wanted/,
    /書き込めません[^]*ファイルがあります/,
  ],
  [
    'a file that is there',
    new SaveError('/猫.png is there already'),
    5,
    /cannot be written[^]*猫\.png/,
    /書き込めません[^]*猫\.png/,
  ],
  [
    'an address of another machine',
    Object.assign(new Error('listen EADDRNOTAVAIL: address not available 203.0.113.5:4213'), {
      code: 'EADDRNOTAVAIL',
    }),
    2,
    /no such address[^]*203\.0\.113\.5/,
    /そのアドレスはありません/,
  ],
  ['locked', new StudioLockedError('/data', { pid: 12, since: 'now' }), 6, /process 12/, /--data/],
  [
    'partial',
    new PartialError('壊れた.png'),
    9,
    /not all of it[^]*壊れた/,
    /一部を残して[^]*壊れた/,
  ],
  ['stopped', new InterruptedError(), 130, /stopped/, /中止/],
  ['unexpected', new TypeError('x is undefined'), 1, /TypeError: x is undefined/, /予期しない/],
];

test('every failure has one block in each language, and its exit code', () => {
  for (const [name, error, exitCode, english, japanese] of failures) {
    const en = describeFailure(error, 'en');
    const ja = describeFailure(error, 'ja');
    assert.deepEqual([en.exitCode, ja.exitCode], [exitCode, exitCode], name);
    assert.match(en.text, english, name);
    assert.match(ja.text, japanese, name);
    assert.match(en.text, /^nishiki: /);
    for (const line of en.text.split('\n').slice(1)) assert.match(line, /^ {2}/, name);
  }
});

test('every error of the contract has words', () => {
  for (const code of Object.keys(studioErrors)) {
    if (
      ['PICTURE', 'COMPARISON', 'TRIAL', 'PROMPT', 'JOB'].some(
        (noun) => code === `${noun}_NOT_FOUND`,
      )
    ) {
      // No command asks for one of these.
      continue;
    }
    for (const language of ['ja', 'en'] as const) {
      const { text } = describeFailure(new ORPCError(code, { message: 'why' }), language);
      assert.doesNotMatch(text, /should not|予期しない/, `${code} ${language}`);
    }
  }
});

test('every complaint of the request’s schema has words in both languages', () => {
  const arm = { kind: 'ja', modelId: 'm', prompt: '猫' };
  const wrong: Record<string, unknown>[] = [
    { arms: [{ ...arm, prompt: '' }] },
    { arms: [{ ...arm, prompt: 'x'.repeat(9000) }] },
    { arms: [{ ...arm, prompt: '\uD83D' }] },
    { seed: '1.5' },
    { seed: '9'.repeat(20) },
    { width: 100 },
    { width: 8 },
    { width: 4096 },
    { width: 64.5 },
    { steps: 0 },
    { steps: 501 },
    { steps: 1.5 },
    { guidance: 0 },
    { guidance: 31 },
    { count: 0 },
    { count: 201 },
  ];
  const codes = wrong.flatMap((part) => {
    const { error } = generationRequestSchema.safeParse({ arms: [arm], ...part });
    assert.ok(error, JSON.stringify(part).slice(0, 40));
    return error.issues.map(({ message }) => message);
  });
  assert.ok(z.array(armSchema).safeParse([arm]).success);
  for (const message of codes) {
    const refused = new ORPCError('BAD_REQUEST', { data: { issues: [{ message }] } });
    for (const language of ['ja', 'en'] as const) {
      assert.doesNotMatch(describeFailure(refused, language).text, new RegExp(message));
    }
  }
});

test('what a schema finds wrong by itself has words in both languages, with its place', () => {
  const schema = z.object({
    ids: z.array(z.string().max(3)).min(2),
    name: z.string(),
    few: z.number().gt(0).max(5),
    eight: z.number().multipleOf(8),
    kind: z.enum(['a', 'b']),
    word: z.string().regex(/^x$/),
    sure: z.boolean(),
  });
  const wrong = { ids: ['長い名前'], few: 0, eight: 9, kind: 'c', word: 'y', sure: 'no' };
  const { error } = schema.safeParse(wrong);
  // As it comes through a door: its issues are plain data.
  const data: unknown = JSON.parse(JSON.stringify({ issues: error?.issues }));
  const say = (language: 'en' | 'ja') =>
    describeFailure(new ORPCError('BAD_REQUEST', { data }), language).text.split('\n').slice(1);
  assert.deepEqual(say('en'), [
    '  ids.0: at most 3 characters are taken.',
    '  ids: at least 2 are wanted.',
    '  name: is missing.',
    '  few: must be above 0.',
    '  eight: must be divisible by 8.',
    '  kind: must be one of these: a, b',
    '  word: is not written as it has to be.',
    '  sure: must be true or false.',
  ]);
  assert.deepEqual(say('ja'), [
    '  ids.0: 3 文字までです。',
    '  ids: 2 個以上要ります。',
    '  name: 指定がありません。',
    '  few: 0 より大きくしてください。',
    '  eight: 8 の倍数にしてください。',
    '  kind: 次のどれかにしてください: a、b',
    '  word: 書き方が正しくありません。',
    '  sure: true か false で指定してください。',
  ]);
});

test('what is wrong with a culture pack is told place by place, in words', () => {
  const issues = [
    'id: pack-bad-name',
    'prompts: pack-same-prompt-twice',
    'pack-not-json',
    'x: other',
  ];
  const { text, exitCode } = describeFailure(
    new ORPCError('PACK_UNREADABLE', { message: 'pack-bad-name', data: { issues } }),
    'ja',
  );
  assert.equal(exitCode, 2);
  assert.match(
    text,
    /\n {2}id: 名前には小文字.*\n {2}prompts: 同じ ID.*\n {2}JSON では.*\n {2}x: other\n {2}.*schema/,
  );
  assert.doesNotMatch(text, /pack-bad-name/);
});
