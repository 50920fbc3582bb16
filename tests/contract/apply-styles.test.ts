import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { choosePrompt } from '../../native-models/prompts/choose-prompt.ts';
import { maxPromptLength } from '../../electron/api/contract/arm.ts';
import {
  applyStyles,
  isStyleNamed,
  takeStylesOff,
  withPrompt,
} from '../../electron/api/contract/apply-styles.ts';
import type { Style } from '../../electron/api/contract/styles.ts';
import { readOwnStyles } from '../../electron/services/style-files.ts';
import { demoWords } from '../../renderer/create/demo-words.ts';
import { resources } from '../helpers/open-test-studio.ts';

function styleOf(prompt: string, negativePrompt = '', name = 'style'): Style {
  const form = { prompt, negativePrompt };
  return { id: name, name: { ja: name, en: name }, ja: form, en: form, own: false };
}

const write = (text: string, ...templates: string[]) =>
  applyStyles(
    { prompt: text, negativePrompt: '' },
    templates.map((template) => styleOf(template)),
    'en',
  ).prompt;

test('the prompt goes to its place, in either width, or before a text without one', () => {
  assert.equal(write('猫', '{prompt} 浮世絵'), '猫 浮世絵');
  assert.equal(write('猫', '｛prompt｝の絵'), '猫の絵');
  assert.equal(write('猫', '｛ｐｒｏｍｐｔ｝の絵'), '猫の絵');
  assert.equal(write('cat', '({prompt}:1.2), {prompt}'), '(cat:1.2), cat');
  assert.equal(write('cat', 'ukiyo-e'), 'cat, ukiyo-e');
  const japanese = applyStyles({ prompt: '猫', negativePrompt: '' }, [styleOf('浮世絵')], 'ja');
  assert.equal(japanese.prompt, '猫、浮世絵');
});

test('choices, wildcards, weights, full-width forms and escapes of a style survive', () => {
  const template = '{prompt}、{朝|夜}、__色__、（光：１．３）、[影]、\\{prompt\\}、\\(印\\)';
  const { prompt } = applyStyles({ prompt: '猫', negativePrompt: '' }, [styleOf(template)], 'ja');
  assert.equal(prompt, '猫、{朝|夜}、__色__、（光：１．３）、[影]、\\{prompt\\}、\\(印\\)');
  const wildcards = () => ['赤'];
  const settled = choosePrompt(prompt, 0n, { wildcards });
  assert.match(settled, /^猫、[朝夜]、赤、（光：１．３）、\[影\]、\{prompt\}、\\\(印\\\)$/);
  // Two backslashes are one, and leave the brace its meaning.
  assert.equal(write('cat', '\\\\{prompt}'), '\\\\cat');
  assert.equal(write('cat', '{a|{prompt}}'), '{a|cat}');
});

test('what was written is not searched for places, and nothing of it is replaced', () => {
  assert.equal(write('{prompt} $& $1', '{prompt}, a', 'b, {prompt}'), 'b, {prompt} $& $1, a');
});

test('the first style is innermost, the negative prompts are joined', () => {
  const styles = [styleOf('{prompt}, a', 'x', 'A'), styleOf('b of {prompt}', 'y', 'B')];
  const applied = applyStyles({ prompt: 'cat', negativePrompt: 'dog' }, styles, 'en');
  assert.equal(applied.prompt, 'b of cat, a');
  assert.equal(applied.negativePrompt, 'dog, x, y');
  assert.deepEqual(applied.styles, { names: ['A', 'B'], prompt: 'cat', negativePrompt: 'dog' });
});

test('an arm takes the form for the language it reads, and none where there is none', () => {
  const style: Style = {
    id: 's',
    name: { ja: '浮世絵', en: 'Ukiyo-e' },
    ja: { prompt: '{prompt} 浮世絵', negativePrompt: '' },
    en: { prompt: '{prompt}, ukiyo-e', negativePrompt: '' },
    own: true,
  };
  const words = { prompt: 'p', negativePrompt: '' };
  assert.equal(applyStyles(words, [style], 'en').prompt, 'p, ukiyo-e');
  assert.deepEqual(applyStyles(words, [style], 'en').styles?.names, ['Ukiyo-e']);
  for (const kind of ['ja', 'ja-stage1', 'en-raw'] as const) {
    assert.equal(applyStyles(words, [style], kind).prompt, 'p 浮世絵');
  }
  assert.deepEqual(applyStyles(words, [{ ...style, en: null }], 'en'), words);
  assert.ok(isStyleNamed(style, 'ＵＫＩＹＯ-Ｅ') && isStyleNamed(style, ' 浮世絵'));
});

test('without a word of its own a prompt stays empty, unless a style is one by itself', () => {
  assert.equal(write(' ', '{prompt}, ukiyo-e'), '');
  assert.equal(write('', 'a wave, ukiyo-e'), 'a wave, ukiyo-e');
});

test('what would be too long is refused by its schema before it fills the memory', () => {
  const many = '{prompt}'.repeat(900);
  assert.ok(write('cat'.repeat(2000), many, many, many, many).length === maxPromptLength + 1);
});

test('the studio’s own styles have a place in both languages, and name themselves once', () => {
  const styles = readOwnStyles(join(resources, 'styles', 'styles.json'));
  assert.ok(styles.length >= 12);
  const names = styles.flatMap(({ name }) => [name.ja, name.en]);
  assert.equal(new Set(names).size, names.length);
  assert.equal(new Set(styles.map(({ id }) => id)).size, styles.length);
  for (const style of styles) {
    for (const [kind, word] of [
      ['ja', '猫'],
      ['en', 'cat'],
    ] as const) {
      const applied = applyStyles({ prompt: word, negativePrompt: '' }, [style], kind);
      assert.ok(applied.prompt.includes(word) && applied.prompt.length > word.length + 2, style.id);
      assert.doesNotMatch(applied.prompt, /[{}]/, style.id);
    }
    assert.doesNotMatch(JSON.stringify(style.en), /[^\p{ASCII}]/u, style.id);
  }
});

test('the styles of media use words that the demo models were taught', () => {
  const taught = demoWords.find(({ name }) => name === 'media')?.words ?? [];
  const media = readOwnStyles(join(resources, 'styles', 'styles.json')).slice(0, 7);
  const words = media.map((style) => ({
    ja: style.ja?.prompt.replace(/^\{prompt\} /, ''),
    en: style.en?.prompt.replace(/^\{prompt\}, /, ''),
  }));
  const order = (a: { ja?: string | undefined }, b: typeof a) =>
    (a.ja ?? '').localeCompare(b.ja ?? '');
  assert.deepEqual(words.toSorted(order), taught.toSorted(order));
});

test('styles come off again while they would give the same texts, and stay in them otherwise', () => {
  const print: Style = {
    ...styleOf('', '', 'print'),
    ja: { prompt: '{prompt} 版画', negativePrompt: '写真' },
    en: { prompt: '{prompt}, print', negativePrompt: '' },
  };
  const japaneseOnly = { ...styleOf('霧', '', 'mist'), en: null };
  const written = [
    { kind: 'ja', prompt: '猫', negativePrompt: '' },
    { kind: 'en', prompt: 'cat', negativePrompt: 'dog' },
  ] as const;
  const styles = [print, japaneseOnly];
  const arms = written.map((arm) => ({ ...arm, ...applyStyles(arm, styles, arm.kind) }));
  assert.deepEqual(takeStylesOff(arms, styles.toReversed()), { styles, arms: written });
  assert.equal(takeStylesOff(arms, [print]), null, 'one is gone');
  const changed = { ...print, en: { prompt: '{prompt}, woodcut', negativePrompt: '' } };
  assert.equal(takeStylesOff(arms, [changed, japaneseOnly]), null, 'one is another one by now');
  assert.equal(takeStylesOff(written, styles), null, 'there were none');
  const [first] = arms;
  assert.ok(first);
  const other = withPrompt(first, '犬 版画、霧');
  assert.equal(other.styles, undefined, 'its prompt is no longer what they made');
  assert.deepEqual(withPrompt(first, first.prompt), first);
});
