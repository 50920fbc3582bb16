import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StudioError } from '../../electron/services/studio-error.ts';
import { requireReadable, settlePrompts } from '../../electron/services/settle-prompts.ts';

const weighted = { promptSyntax: 'weighted' } as const;
const plain = { promptSyntax: 'plain' } as const;

test('a seed makes the same choice in both languages', () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => String(seed));
  const english: Record<string, string> = { 桜: 'cherry', 紅葉: 'maple', 雪: 'snow' };
  const chosen = seeds.map((seed) => {
    const ja = settlePrompts(
      { prompt: '｛桜｜紅葉｜雪｝の寺', negativePrompt: '' },
      seed,
      weighted,
    );
    const en = settlePrompts(
      { prompt: 'temple, {cherry|maple|snow}', negativePrompt: '{a|b|c}' },
      seed,
      weighted,
    );
    const word = ja.prompt.replace('の寺', '');
    assert.equal(en.prompt, `temple, ${english[word]}`, `seed ${seed}`);
    return word;
  });
  assert.equal(new Set(chosen).size, 3, 'all choices are taken by some seed');
});

test('plain prompts are left letter by letter', () => {
  const prompts = { prompt: '{桜|紅葉} （寺：1.3.1）', negativePrompt: '}' };
  assert.deepEqual(settlePrompts(prompts, '1', plain), prompts);
  requireReadable(prompts, plain);
});

const unreadable: [string, string][] = [
  ['{桜|紅葉', 'unbalanced-braces'],
  ['桜}', 'unbalanced-braces'],
  ['{3$$桜|紅葉}', 'invalid-choice'],
  ['__色__の桜', 'unknown-wildcard'],
  ['（桜：1.2.3）', 'invalid-weight'],
  ['[桜:（紅葉：1.2.3）:0.5]', 'invalid-weight'],
];

for (const [prompt, reason] of unreadable) {
  test(`「${prompt}」 is refused before anything is queued: ${reason}`, () => {
    assert.throws(
      () => requireReadable({ prompt, negativePrompt: '' }, weighted),
      (error) =>
        error instanceof StudioError &&
        error.code === 'PROMPT_INVALID' &&
        'reason' in error.data &&
        error.data.reason === reason,
    );
  });
}
