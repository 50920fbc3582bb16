import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeAgain } from '../../electron/api/contract/write-again.ts';
import { choosePrompt } from '../../native-models/prompts/choose-prompt.ts';

const lines = ['red', String.raw`\{blue\}`];
const wildcards = (name: string) => (name === '色' ? lines : undefined);
const settle = (text: string, seed: bigint) => choosePrompt(text, seed, { wildcards });

test('what a seed has settled is written so that every other seed leaves it as it is', () => {
  const written = [
    'cat',
    '{a|b}, __色__',
    String.raw`\{a\|b\} {c|d}`,
    String.raw`\｛a｜b\｝ \__色\__ {c|d}`,
    String.raw`\_\_\_ {c|d} \(x\) \\`,
    String.raw`[a\|b] {c|d}`,
  ];
  for (const prompt of written) {
    for (let seed = 0n; seed < 8n; seed++) {
      const settled = settle(prompt, seed);
      const isSame = settled === prompt;
      const recipe = { prompt: settled, negativePrompt: settled };
      const again = writeAgain({
        ...recipe,
        ...(!isSame && { template: { prompt, negativePrompt: prompt } }),
      });
      for (const text of Object.values(again)) {
        assert.equal(settle(text, seed + 100n), settled, `${prompt} → ${text}`);
      }
    }
  }
});

test('words without signs stay as they are, and where none are left, what was written says it', () => {
  const template = { prompt: '{cat|dog}', negativePrompt: '{a|}' };
  const words = { prompt: 'cat', negativePrompt: '' };
  assert.deepEqual(writeAgain({ ...words, template }), words);
  const nothing = { prompt: '', negativePrompt: '', template };
  assert.deepEqual(writeAgain(nothing), { prompt: '{cat|dog}', negativePrompt: '' });
});
