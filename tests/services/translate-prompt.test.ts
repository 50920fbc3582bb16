import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readGlossary } from '../../electron/services/glossary.ts';
import { translatePrompt } from '../../electron/services/translate-prompt.ts';

const glossary = await readGlossary(
  join(import.meta.dirname, '../../resources/glossary/ja-en.json'),
);

/** Japanese, and what the English model is told. */
const prompts: [string, string][] = [
  ['サラリーマン 油絵', 'businessman, oil painting'],
  ['（浮世絵：１．３） サラリーマン', '(ukiyo-e:1.3), businessman'],
  ['（（猫））', '((cat))'],
  ['［猫］と桜', '[cat], cherry blossom tree'],
  ['{朝|夜}の富士山', '{morning|night}, mount fuji'],
  ['｛２＄＄猫｜犬｜鳥｝、水彩画', '{2$$cat|dog|bird}, watercolor'],
  ['{3::猫|犬}', '{3::cat|dog}'],
  ['[桜:紅葉:0.5] 寺', '[cherry blossom tree:autumn leaves:0.5], temple'],
  ['夜のお城 AND （富士山）', 'castle at night AND (mount fuji)'],
  ['猫 BREAK 犬', 'cat BREAK dog'],
  ['\\(猫\\)', '\\(cat\\)'],
  ['猫：かわいい', 'cat, cute'],
  ['<lora:墨:0.8> 猫', '<lora:墨:0.8>, cat'],
  ['', ''],
];

for (const [japanese, english] of prompts) {
  test(`「${japanese}」 → ${english}`, () => {
    assert.deepEqual(translatePrompt(japanese, glossary), { english, untranslated: [] });
  });
}

test('what is not translated is listed once, wherever it stands', () => {
  const { untranslated } = translatePrompt('（ゑゑゑ：1.2） 猫 {ゑゑゑ|犬}', glossary);
  assert.deepEqual(untranslated, ['ゑゑゑ']);
});
