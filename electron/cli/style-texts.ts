import type { Language } from '../language.ts';

const english = {
  list: 'list the styles: what they make of a prompt, in both languages',
  import:
    'take in a file of styles: exported by Nishiki, a styles.csv, or a JSON list of other programs',
  export: 'write your own styles into a JSON file',
  remove: 'forget one of your styles; pictures keep their words',
  option: 'complete the prompts with a style; nishiki styles lists them (may be repeated)',
  columns: ['name', 'Japanese', 'English', 'negative'],
  none: '–',
  imported: (added: number, known: number) =>
    `${added} style${added === 1 ? '' : 's'} taken in, ${known} ${known === 1 ? 'was' : 'were'} there already.`,
  exported: (count: number, path: string) =>
    `${count} style${count === 1 ? '' : 's'} written to ${path}`,
  removed: (name: string) => `The style ${name} is forgotten.`,
  unknown: (name: string, names: readonly string[]) =>
    `There is no style ${name}. These are: ${names.join(', ')}`,
  stays: (name: string) => `The style ${name} comes with Nishiki and cannot be removed.`,
};

const japanese: typeof english = {
  list: 'スタイルの一覧（プロンプトがどうなるかを日英で）',
  import: 'スタイルのファイルを取り込む（錦の書き出し、styles.csv、ほかのソフトの JSON）',
  export: '自分のスタイルを JSON ファイルに書き出す',
  remove: '自分のスタイルを消す（作品の言葉は残る）',
  option: 'プロンプトに重ねるスタイル。一覧は nishiki styles（繰り返し可）',
  columns: ['名前', '日本語', '英語', '避けるもの'],
  none: '–',
  imported: (added, known) =>
    `${added} 個のスタイルを取り込みました。${known} 個はすでにありました。`,
  exported: (count, path) => `${count} 個のスタイルを ${path} に書き出しました。`,
  removed: (name) => `スタイル「${name}」を消しました。`,
  unknown: (name, names) =>
    `「${name}」というスタイルはありません。あるのは次のとおりです: ${names.join('、')}`,
  stays: (name) => `スタイル「${name}」は錦に付属するもので、消せません。`,
};

/** What the command line says of styles. */
export const styleTexts: Record<Language, typeof english> = { en: english, ja: japanese };
