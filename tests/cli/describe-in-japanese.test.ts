import assert from 'node:assert/strict';
import { test } from 'node:test';
import { studioErrors } from '../../electron/api/contract/errors.ts';
import { describeInJapanese } from '../../electron/cli/describe-in-japanese.ts';

const english = 'The English sentence of the log.';

/** A code, its data, and the lines that a Japanese terminal shows under the headline. */
const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
  [
    'MODEL_UNREADABLE',
    { path: '/猫', reason: 'truncated', detail: 'has only 92 bytes' },
    [
      'ファイルが途中で切れています。ダウンロードし直してください。',
      '場所: /猫',
      '詳しい内容: has only 92 bytes',
    ],
  ],
  [
    'MODEL_UNREADABLE',
    { path: '/猫', reason: 'other-architecture', detail: '', architecture: 'Stable Diffusion XL' },
    [
      '別の種類のファイルです（Stable Diffusion XL）。Stable Diffusion 1.x のモデルを選んでください。',
      '場所: /猫',
      '種類: Stable Diffusion XL',
    ],
  ],
  [
    'PROMPT_INVALID',
    { prompt: '{猫', reason: 'unbalanced-braces', position: 0, detail: '' },
    ['{ } の対応が取れていません。', 'プロンプト: {猫', '位置: 1 文字目'],
  ],
  [
    'OUT_OF_MEMORY',
    { jobId: 'j', saved: 2, neededBytes: 3_000_000, availableBytes: 1_500_000 },
    [
      '少なくとも 3 MB 必要ですが、使えるのは 1.5 MB です。',
      '仕事: j',
      '保存済みの絵: 2 枚',
      '必要な容量: 3 MB',
      '使える容量: 1.5 MB',
    ],
  ],
  [
    'OUT_OF_MEMORY',
    { jobId: 'j', saved: 0, neededBytes: null, availableBytes: null },
    [
      '作成中に足りなくなりました。節約して試し直しても足りませんでした。',
      '仕事: j',
      '保存済みの絵: 0 枚',
    ],
  ],
  [
    'HUB_FAILED',
    {
      repository: 'rinna/jsd',
      page: 'https://hub.example/rinna/jsd',
      reason: 'licence-not-accepted',
      detail: '',
    },
    [
      'このトークンのアカウントでは、利用規約にまだ同意していません。',
      'https://hub.example/rinna/jsd で規約を読んで同意してから、もう一度取得してください。',
      'リポジトリ: rinna/jsd',
      'ページ: https://hub.example/rinna/jsd',
    ],
  ],
  [
    'CANNOT_SAVE',
    { folder: '/絵', reason: 'ENOSPC', saved: 3 },
    ['ディスクの空きがありません。', 'フォルダー: /絵', '保存済みの絵: 3 枚'],
  ],
  [
    'CANNOT_SAVE',
    { folder: '/絵', reason: 'EWHAT', saved: 3 },
    ['フォルダー: /絵', '理由: EWHAT', '保存済みの絵: 3 枚', `詳しい内容: ${english}`],
  ],
  [
    'PICTURES_UNREADABLE',
    { path: '/絵', reason: 'ENOENT' },
    ['その場所にファイルもフォルダーもありません。', '場所: /絵'],
  ],
  ['MODEL_NOT_FOUND', { modelId: 'm' }, ['モデルの ID: m', `詳しい内容: ${english}`]],
  ['MODEL_NOT_FOUND', undefined, [`詳しい内容: ${english}`]],
];

for (const [code, data, lines] of cases) {
  test(`${code} says ${lines[0]}`, () => {
    assert.deepEqual(describeInJapanese(code, english, data), lines);
  });
}

for (const code of [
  'HUB_FAILED',
  'CUDA_FAILED',
  'CANNOT_CALIBRATE',
  'STYLES_UNREADABLE',
  'WORKER_DIED',
] as const) {
  test(`every reason of ${code} is told in Japanese alone`, () => {
    for (const reason of studioErrors[code].data.shape.reason.options) {
      const lines = describeInJapanese(code, english, {
        reason,
        folder: '/絵',
        page: 'https://h.example',
      });
      assert.ok(lines.length > 0);
      assert.ok(!lines.join().includes(english), reason);
      assert.doesNotMatch(lines.join(), /\{\{|undefined/, reason);
      assert.ok(!lines.includes(`理由: ${reason}`), reason);
    }
  });
}
