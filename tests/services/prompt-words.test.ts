import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { changeWord } from '../../electron/api/contract/prompts.ts';
import { readGlossary } from '../../electron/services/glossary.ts';
import { findPromptWords } from '../../electron/services/prompt-words.ts';

const file = join(import.meta.dirname, '..', '..', 'resources', 'glossary', 'ja-en.json');
const glossary = await readGlossary(file);

/** What is left of a prompt without each of its words. */
function without(prompt: string): Record<string, string> {
  const { text, words } = findPromptWords(prompt, glossary);
  return Object.fromEntries(words.map((word) => [word.word, changeWord(text, word, null)]));
}

test('each word is left out with the particle or separator that would be left over', () => {
  assert.deepEqual(without('サラリーマン 油絵'), { サラリーマン: '油絵', 油絵: 'サラリーマン' });
  assert.deepEqual(without('夜のお城、桜'), { 夜: 'お城、桜', お城: '夜、桜', 桜: '夜のお城' });
  assert.deepEqual(without('油絵の城'), { 油絵: '城', 城: '油絵' });
  assert.deepEqual(without('鯱鉾と猫'), { 鯱鉾: '猫', 猫: '鯱鉾' });
  assert.deepEqual(without('oil painting of a cat'), {
    oil: 'painting of a cat',
    painting: 'oil of a cat',
    cat: 'oil painting',
  });
  assert.deepEqual(without('猫'), { 猫: '' });
  assert.deepEqual(without(''), {});
});

test('a word gives way to another in its own place', () => {
  const { text, words } = findPromptWords('ｻﾗﾘｰﾏﾝの油絵', glossary);
  const [first] = words;
  assert.ok(first);
  assert.equal(changeWord(text, first, '侍'), '侍の油絵');
});
