/**
 * Japanese search on SQLite's FTS5. Its own tokenizers fail here: `unicode61` takes a whole Japanese run for one word,
 * `trigram` never finds 東京 or 猫. So the text is folded, cut into character bigrams, and those are the "words" of the
 * index. A run `abc` is indexed as `ab bc c`; the last character stands alone so that every character starts a word.
 * Then a longer word is the phrase of its bigrams (`"ab bc"` finds exactly the substring `abc`) and a single
 * character is a prefix (`"a"*`).
 */

/** Punctuation, spaces, controls and ASCII symbols separate; other symbols and emoji can be searched. */
const separators = /[\p{P}\p{Z}\p{C}[[!-~]--[0-9a-z]]]+/v;

/** Marks a seed in the index, so that the word `42` finds the seed 42 and not every seed that contains it. */
const seedMark = '§';

/** From this many digits on the beginning of a seed is enough to find it. */
const seedPrefixDigits = 4;

/**
 * What two spellings must share to count as the same: NFKC (ｶﾀｶﾅ → カタカナ, Ａ → a, ㌔ → キロ), lower case, and katakana
 * as hiragana (トウキョウ → とうきょう). The sound mark ー stays.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ァ-ヶヽヾ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

function splitWords(text: string): string[] {
  return foldText(text)
    .split(separators)
    .filter((word) => word !== '');
}

/** Index text of one row: the bigrams of all `texts`, and each seed as one marked word. */
export function searchIndexText(texts: readonly string[], seeds: readonly string[]): string {
  const words: string[] = seeds.map((seed) => seedMark + seed);
  for (const run of texts.flatMap(splitWords)) {
    const characters = Array.from(run);
    for (let i = 0; i < characters.length; i++) {
      words.push(`${characters[i]}${characters[i + 1] ?? ''}`);
    }
  }
  return words.join(' ');
}

/**
 * FTS5 query for what a person typed: every word must occur somewhere. Null when nothing in it can be searched for
 * and the filter is to be left away.
 */
export function searchQuery(typed: string): string | null {
  const words = splitWords(typed);
  if (words.length === 0) return null;
  return words.map(queryWord).join(' AND ');
}

function queryWord(word: string): string {
  const characters = Array.from(word);
  if (/^\d+$/.test(word)) {
    const prefix = word.length >= seedPrefixDigits ? '*' : '';
    return `(${queryRun(characters)} OR "${seedMark}${word}"${prefix})`;
  }
  return queryRun(characters);
}

function queryRun(characters: readonly string[]): string {
  if (characters.length === 1) return `"${characters[0]}"*`;
  const bigrams: string[] = [];
  for (let i = 0; i + 1 < characters.length; i++) {
    bigrams.push(`${characters[i]}${characters[i + 1]}`);
  }
  return `"${bigrams.join(' ')}"`;
}
