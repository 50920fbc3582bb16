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
  if (!isNumber(word)) return queryRun(word);
  const prefix = word.length >= seedPrefixDigits ? '*' : '';
  return `(${queryRun(word)} OR "${seedMark}${word}"${prefix})`;
}

function queryRun(run: string): string {
  const characters = Array.from(run);
  if (characters.length === 1) return `"${characters[0]}"*`;
  const bigrams: string[] = [];
  for (let i = 0; i + 1 < characters.length; i++) {
    bigrams.push(`${characters[i]}${characters[i + 1]}`);
  }
  return `"${bigrams.join(' ')}"`;
}

function isNumber(word: string): boolean {
  return /^\d+$/.test(word);
}

export type SearchField = 'prompt' | 'negative' | 'model' | 'tag' | 'seed';

/** One word of a search of the gallery. */
export interface SearchWord {
  /** Folded, without separators. */
  readonly word: string;
  /** Where it must occur; null for anywhere. */
  readonly field: SearchField | null;
  /** It must not occur. */
  readonly excluded: boolean;
}

/** Names of the fields before a colon, folded. */
const fieldNames: Readonly<Record<string, SearchField>> = {
  prompt: 'prompt',
  ぷろんぷと: 'prompt',
  neg: 'negative',
  negative: 'negative',
  ねが: 'negative',
  ねがてぃぶ: 'negative',
  model: 'model',
  もでる: 'model',
  tag: 'tag',
  たぐ: 'tag',
  seed: 'seed',
  しーど: 'seed',
};

/** What a person typed into the gallery's search: words, each perhaps with `-` or a field's name before it. */
export function parseSearch(typed: string): SearchWord[] {
  return foldText(typed)
    .split(/\s+/)
    .flatMap((part) => {
      const excluded = /^[-−]./.test(part);
      const rest = excluded ? part.slice(1) : part;
      const colon = rest.indexOf(':');
      const field = fieldNames[rest.slice(0, Math.max(colon, 0))] ?? null;
      const text = field === null ? rest : rest.slice(colon + 1);
      return splitWords(text).map((word) => ({ word, field, excluded }));
    });
}

/** FTS5 query for one word in the columns prompt, negative and model, or in one of them. */
export function textQuery(word: string, column: 'prompt' | 'negative' | 'model' | null): string {
  const run = queryRun(word);
  return column === null ? run : `${column} : ${run}`;
}

/** Lower and upper bound (exclusive) of the seeds that a word finds; null for a word that is no number. */
export function seedRange(word: string): { from: string; before: string } | null {
  if (!isNumber(word)) return null;
  // ':' follows '9': every seed that begins so, or only this one.
  return { from: word, before: `${word}${word.length >= seedPrefixDigits ? ':' : '\0'}` };
}
