import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { choosePrompt } from '../../../native-models/prompts/choose-prompt.ts';
import { PromptError, type PromptErrorCode } from '../../../native-models/prompts/prompt-error.ts';
import { createSplitMix } from '../../../native-models/prompts/split-mix.ts';

const files: Record<string, string[]> = {
  色: ['# warm ones', '赤い', '', '  {青|緑}い  '],
  'art/painter_name': ['2::北斎', '広重', '0::誰か'],
  endless: ['x __endless__'],
  many: ['__ten__'.repeat(10)],
  ten: ['__one__'.repeat(10)],
  one: ['__last__'.repeat(100)],
  last: ['a'],
  empty: ['', '# nothing'],
  broken: ['{a'],
};
const wildcards = (name: string) => files[name];

const choose = (prompt: string, seed = 1n) => choosePrompt(prompt, seed, { wildcards });
/** What a thousand seeds choose, each text once. */
const outcomes = (prompt: string) =>
  new Set(Array.from({ length: 1000 }, (_, seed) => choose(prompt, BigInt(seed))));
/** The letters of texts: options of one choice are drawn in any order. */
const letters = (texts: Iterable<string>) =>
  [...new Set(Array.from(texts, (text) => [...text].toSorted().join('')))].toSorted();

function hasCode(code: PromptErrorCode, position?: number) {
  return (error: unknown) =>
    error instanceof PromptError && error.code === code && error.position === position;
}

describe('what a dynamic prompt may become', () => {
  const rows: [prompt: string, prompts: string[]][] = [
    ['', ['']],
    ['a | b', ['a | b']],
    ['{a}', ['a']],
    ['{a|b} {c|d}', ['a c', 'a d', 'b c', 'b d']],
    ['{a|{b|c}d}', ['a', 'bd', 'cd']],
    ['{a|}', ['a', '']],
    ['{3::a|.5::b|0::c}', ['a', 'b']],
    ['{2$$a|b|c}', ['a, b', 'a, c', 'b, c']],
    ['{2$$ and $$a|b}', ['a and b']],
    ['{0-1$$a|b}', ['', 'a', 'b']],
    ['{-2$$a|b|c}', ['a', 'b', 'c', 'a, b', 'a, c', 'b, c']],
    ['{2-$$+$$a|b|c}', ['a+b', 'a+c', 'b+c', 'a+b+c']],
    ['{2$$2::a|{b|c}}', ['a, b', 'a, c']],
    ['｛猫｜犬｝', ['猫', '犬']],
    ['｛２＄＄、＄＄猫｜３：：犬｝', ['猫、犬']],
    ['｛（猫：１．３）｜犬｝', ['（猫：１．３）', '犬']],
    ['\\{a\\|b\\} \\__色__ \\(c\\)', ['{a|b} __色__ \\(c\\)']],
    ['{[a|b]|c}', ['[a|b]', 'c']],
    ['{[a|b}]', ['[a]', 'b]']],
    ['{[a:{b|c}:0.5]|d}', ['[a:b:0.5]', '[a:c:0.5]', 'd']],
    ['__色__猫', ['赤い猫', '青い猫', '緑い猫']],
    ['＿＿色＿＿', ['赤い', '青い', '緑い']],
    ['(__art/painter_name__:1.2)', ['(北斎:1.2)', '(広重:1.2)']],
    ['{2$$__art/painter_name__}', ['北斎, 広重']],
    ['{__色__|黒い}', ['赤い', '青い', '緑い', '黒い']],
    ['snake_case ____ __ __', ['snake_case ____ __ __']],
  ];
  for (const [prompt, prompts] of rows) {
    test(`${prompt} → ${JSON.stringify(prompts)}`, () => {
      assert.deepEqual(letters(outcomes(prompt)), letters(prompts));
    });
  }

  test('full-width syntax is text where the reference’s reading is asked for', () => {
    assert.equal(choosePrompt('｛猫｜犬｝', 1n, { fullWidth: false }), '｛猫｜犬｝');
  });
});

describe('a seeded choice', () => {
  test('is one of all, and each comes up as often as its weight says', () => {
    const prompt = '{3::a|b} {x|y|z}';
    const counts = new Map(Array.from(outcomes(prompt), (text) => [text, 0]));
    for (let seed = 0n; seed < 4000n; seed++) {
      const text = choose(prompt, seed);
      counts.set(text, (counts.get(text) ?? NaN) + 1);
    }
    for (const [text, count] of counts) {
      const expected = text.startsWith('a') ? 1000 : 1000 / 3;
      // Five standard deviations.
      assert.ok(Math.abs(count - expected) < 5 * Math.sqrt(expected), `${text}: ${count}`);
    }
  });

  test('draws several without putting back, in any order', () => {
    const drawn = new Set(
      Array.from({ length: 200 }, (_, k) => choose('{2$$+$$a|b|c}', BigInt(k))),
    );
    assert.deepEqual([...drawn].toSorted(), ['a+b', 'a+c', 'b+a', 'b+c', 'c+a', 'c+b']);
    const counts = new Set(
      Array.from({ length: 200 }, (_, k) => choose('{0-$$ $$a|b}', BigInt(k))),
    );
    assert.deepEqual([...counts].toSorted(), ['', 'a', 'a b', 'b', 'b a']);
  });

  test('is the same for the same seed, for ever', () => {
    const prompt = '{a|b|c|d} __色__ {2$$x|y|z}';
    assert.deepEqual(
      [choose(prompt, 42n), choose(prompt, -1n), choose(prompt, 2n ** 64n - 1n)],
      ['c 赤い x, y', 'd 青い y, z', 'd 青い y, z'],
    );
  });

  test('to the left does not depend on what is to the right', () => {
    for (let seed = 0n; seed < 20n; seed++) {
      assert.ok(choose('{a|b|c} {x|y}', seed).startsWith(choose('{a|b|c}', seed)));
    }
  });

  test('leaves a prompt without choices alone', () => {
    const prompt = 'a [b|c] (d:1.2) \\(e\\) 「f」 snake_case';
    assert.equal(choose(prompt), prompt);
  });
});

describe('a dynamic prompt that cannot be read', () => {
  const rows: [prompt: string, code: PromptErrorCode, position: number][] = [
    ['a {b', 'unbalanced-braces', 2],
    ['a {b|{c}', 'unbalanced-braces', 2],
    ['a} b', 'unbalanced-braces', 1],
    ['猫 __いぬ__', 'unknown-wildcard', 2],
    ['__empty__', 'unknown-wildcard', 0],
    ['{3$$a|b}', 'invalid-choice', 0],
    ['{3-2$$a|b|c}', 'invalid-choice', 0],
    ['{0::a}', 'invalid-choice', 0],
    ['{2$$0::a|b}', 'invalid-choice', 0],
    ['a __endless__', 'recursion-too-deep', 2],
    ['__many__', 'recursion-too-deep', 0],
    [`${'{'.repeat(200)}${'}'.repeat(200)}`, 'recursion-too-deep', 100],
    ['a __broken__', 'unbalanced-braces', 2],
  ];
  for (const [prompt, code, position] of rows) {
    test(`${prompt.slice(0, 20)}: ${code}`, () => {
      assert.throws(() => choose(prompt), hasCode(code, position));
    });
  }

  test('a broken wildcard is named', () => {
    assert.throws(() => choose('__broken__'), /wildcard broken/);
  });

  test('without wildcards there are none', () => {
    assert.throws(() => choosePrompt('__色__', 1n), hasCode('unknown-wildcard', 0));
  });
});

describe('wildcards of any size', () => {
  const lines = (length: number) => Array.from({ length }, (_, k) => `a${k}`);
  const large: Record<string, string[]> = {
    even: lines(300_000),
    uneven: ['2::b', ...lines(300_000)],
    long: ['x'.repeat(3000)],
    endless: ['__endless__ __endless__'],
  };
  const chooseOf = (prompt: string) =>
    choosePrompt(prompt, 1n, { wildcards: (name) => large[name] });

  test('are drawn from a thousand times without being looked through', () => {
    assert.equal(chooseOf('__even__ '.repeat(1000)).match(/a\d+ /g)?.length, 1000);
    assert.equal(new Set(chooseOf('{2000$$ $$__even__}').split(' ')).size, 2000);
  });

  test('with lines of different weight no oftener than can be waited for', () => {
    assert.equal(chooseOf('__uneven__ '.repeat(20)).match(/\w+ /g)?.length, 20);
    assert.throws(() => chooseOf('__uneven__ '.repeat(40)), hasCode('recursion-too-deep', 363));
  });

  test('lead to a text that a prompt may be, and take no more options than that', () => {
    assert.equal(chooseOf('__long__'.repeat(6)).length, 18_000);
    assert.throws(() => chooseOf('__long__'.repeat(7)), hasCode('text-too-long'));
    assert.throws(() => chooseOf('{200000$$__even__}'), hasCode('recursion-too-deep', 0));
    assert.throws(() => chooseOf('__endless__'), hasCode('recursion-too-deep', 0));
  });
});

test('20,000 characters of any syntax are read', () => {
  for (const part of ['_', '__a', '__', '[', '{a}', '\\{', '$$', '{1::a|', '[{', '|']) {
    const prompt = part.repeat(Math.ceil(20_000 / part.length));
    try {
      assert.ok(choose(prompt).length <= prompt.length);
    } catch (error) {
      assert.ok(error instanceof PromptError, String(error));
    }
  }
});

test('SplitMix64 gives its published numbers', () => {
  // The first outputs for seed 1234567, of the author's C program: 6457827717110365317, 3203168211198807973.
  const next = createSplitMix(1234567n);
  assert.equal(next(), Number(6457827717110365317n >> 11n) / 2 ** 53);
  assert.equal(next(), Number(3203168211198807973n >> 11n) / 2 ** 53);
});
