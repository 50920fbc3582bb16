import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldText, searchIndexText, searchQuery } from '../../electron/database/search-text.ts';

test('spellings that count as the same fold to the same text', () => {
  const same: [string, string][] = [
    ['トウキョウ', 'とうきょう'],
    ['ｶﾀｶﾅ', 'かたかな'],
    ['ﾊﾟﾝﾀﾞ', 'ぱんだ'],
    ['ＣＡＴ', 'cat'],
    ['Ｓｔａｂｌｅ　１２', 'stable 12'],
    ['ヴェネツィア', 'ゔぇねつぃあ'],
    ['㌔', 'きろ'],
    ['ラーメン', 'らーめん'],
    ['ヽヾ', 'ゝゞ'],
    // A combining dakuten, as macOS writes it in file names.
    ['カ\u3099', 'が'],
  ];
  for (const [text, folded] of same) assert.equal(foldText(text), folded);
});

test('kanji, emoji and other scripts stay as they are', () => {
  for (const text of ['東京', '猫🐈', 'éa', 'привет']) assert.equal(foldText(text), text);
});

test('a run is indexed as its bigrams and its last character', () => {
  assert.equal(searchIndexText(['東京タワー'], []), '東京 京た たわ わー ー');
  assert.equal(searchIndexText(['猫'], []), '猫');
  assert.equal(searchIndexText(['a cat, 猫'], ['42']), '§42 a ca at t 猫');
  assert.equal(searchIndexText(['🐈🐕'], []), '🐈🐕 🐕');
});

test('a query holds one condition per word, and none where nothing can be searched for', () => {
  assert.equal(searchQuery('猫'), '"猫"*');
  assert.equal(searchQuery('東京'), '"東京"');
  assert.equal(searchQuery('トウキョウ　猫'), '"とう うき きょ ょう" AND "猫"*');
  assert.equal(searchQuery('42'), '("42" OR "§42")');
  assert.equal(searchQuery('1234'), '("12 23 34" OR "§1234"*)');
  for (const empty of ['', '  ', '、。', '"*"', '(-)']) assert.equal(searchQuery(empty), null);
});
