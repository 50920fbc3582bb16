import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readGlossary } from '../../electron/services/glossary.ts';
import { translate } from '../../electron/services/translate.ts';

const file = join(import.meta.dirname, '..', '..', 'resources', 'glossary', 'ja-en.json');
const glossary = await readGlossary(file);

test('prompts in English order, as far as particles say it', () => {
  const cases: [string, string][] = [
    ['サラリーマン 油絵', 'businessman, oil painting'],
    ['サラリーマンの油絵', 'businessman, oil painting'],
    ['ｻﾗﾘｰﾏﾝ　油絵', 'businessman, oil painting'],
    ['猫、水彩画', 'cat, watercolor'],
    ['ネコと犬', 'cat and dog'],
    ['赤い傘と猫', 'red umbrella and cat'],
    ['赤い花 と 青い花', 'red flower and blue flower'],
    ['あかいりんごと きいろいカエル', 'red apple and yellow frog'],
    ['みどりの車、おもしろいロボット', 'green car, funny robot'],
    ['夜のお城と大きな桜', 'castle at night and big cherry blossom tree'],
    ['雪の中のお城、浮世絵', 'castle in the snow, ukiyo-e'],
    ['水彩画で描いた夕焼けの富士山', 'watercolor, mount fuji at sunset'],
    ['城 夜', 'castle, night'],
    ['傘を持つ女性', 'woman holding umbrella'],
    ['座っている猫', 'sitting cat'],
    ['猫が寝ている', 'cat sleeping'],
    ['空を飛ぶ鳥', 'bird flying in the sky'],
    ['着物の女性', 'woman in kimono'],
    ['とてもかわいい子猫', 'very cute kitten'],
    ['ワクワクするサラリーマン', 'excited businessman'],
    ['歌川広重風の東海道', 'in the style of hiroshige tokaido road'],
    ['ハラリと舞い落ちる桜吹雪', 'fluttering down, falling cherry petals dancing in the air'],
    ['傘をさした花嫁行列', 'bridal procession holding an umbrella'],
    ['猫 4k masterpiece', 'cat, 4k masterpiece'],
    ['masterpiece, best quality, 猫', 'masterpiece, best quality, cat'],
    ['a photo of a cat　油絵', 'a photo of a cat, oil painting'],
    ['big dogと猫\n4k', 'big dog and cat, 4k'],
    ['', ''],
    ['、。　', ''],
  ];
  for (const [japanese, english] of cases) {
    assert.deepEqual(translate(japanese, glossary), { english, untranslated: [] }, japanese);
  }
});

test('what the glossary does not know is listed and never guessed from its parts', () => {
  const cases: [string, string, string[]][] = [
    ['猫舌の犬', 'dog', ['猫舌']],
    ['ペンギンゾルバ', '', ['ペンギンゾルバ']],
    ['侘寂、茶室', 'tea room', ['侘寂']],
    ['鯱鉾と猫と鯱鉾', 'cat', ['鯱鉾']],
    ['サムライロボット', 'samurai warrior, robot', []],
    ['𠮷の猫', 'cat', ['𠮷']],
  ];
  for (const [japanese, english, untranslated] of cases) {
    assert.deepEqual(translate(japanese, glossary), { english, untranslated }, japanese);
  }
});

test('20 000 characters are translated, and every word of the glossary by itself', () => {
  const long = translate('猫と犬、'.repeat(5000), glossary);
  assert.equal(long.english.split(', ').length, 5000);
  assert.ok(glossary.entries.size >= 1500);
  for (const [word, entry] of glossary.entries) {
    const { english, untranslated } = translate(word, glossary);
    assert.deepEqual([english, untranslated], [entry.english, []], word);
  }
});

test('the glossary knows all that the demo models learned', () => {
  const learned =
    'サラリーマン 会社員 侍 武士 家 民家 城 お城 橋 ラーメン 麺 お菓子 団子 提灯 ちょうちん 傘 山 富士山 鳥居 桜 波 大波 猫 ねこ 魚 だるま 達磨 車 自動車 船 ヨット ' +
    '油絵 油彩 水彩画 水彩 浮世絵 木版画 線画 線描 昼 晴れ 夜 夜景 夕焼け 夕暮れ 夕日 雪 雪景色 冬 きれいな 美しい かわいい 小さな 古い すてきな 大きな';
  assert.deepEqual(translate(learned, glossary).untranslated, []);
});
