import type { Language } from '../language.ts';

const english = {
  about:
    'the library of LoRAs, embeddings and VAEs: files that are chosen by name (--lora, --embedding, --vae, <lora:name:0.8>)',
  add: 'note a LoRA, an embedding or a VAE (a file or its folder), where it lies, under its own name',
  change: 'rename one, or note something about it',
  name: 'how it is called',
  notes: 'what you want to remember about it',
  relink: 'say where its file is now',
  remove: 'forget one; its file stays',
  fits: 'the models here that it can be added to',
  columns: ['kind', 'name', 'state', 'size', 'path'],
  kinds: { lora: 'LoRA', embedding: 'embedding', vae: 'VAE' },
  states: { ready: 'ready', missing: 'missing' },
  none: 'The library is empty. nishiki additions add <file> notes a file.',
  unknown: (name: string, names: readonly string[]) =>
    `Neither a file nor in the library: ${name}.${names.length === 0 ? '' : ` The library has: ${names.join(', ')}`}`,
  fitsNone: 'No model here takes it.',
  removed: (name: string) => `${name} is forgotten; its file stays.`,
  letters: (tags: readonly string[]) =>
    `Not in the library, read as letters: ${tags.join(' ')}  (nishiki additions add <file>)`,
};

const japanese: typeof english = {
  about:
    'LoRA・埋め込み・VAE のライブラリー: 名前で選べるファイル（--lora、--embedding、--vae、<lora:名前:0.8>）',
  add: 'LoRA・埋め込み・VAE（ファイルかフォルダー）を、その場所のまま名前で登録する',
  change: '名前を変える、メモを書く',
  name: '呼び名',
  notes: '覚えておきたいこと',
  relink: 'ファイルのいまの場所を指定する',
  remove: '登録を消す（ファイルは残る）',
  fits: '加えられるモデルの一覧',
  columns: ['種類', '名前', '状態', '大きさ', '場所'],
  kinds: { lora: 'LoRA', embedding: '埋め込み', vae: 'VAE' },
  states: { ready: 'あり', missing: 'なし' },
  none: 'ライブラリーは空です。nishiki additions add <ファイル> で登録できます。',
  unknown: (name, names) =>
    `ファイルにもライブラリーにもありません: ${name}。${names.length === 0 ? '' : `ライブラリーにあるのは次のとおりです: ${names.join('、')}`}`,
  fitsNone: '加えられるモデルはありません。',
  removed: (name) => `「${name}」の登録を消しました。ファイルは残っています。`,
  letters: (tags) =>
    `ライブラリーにないため、文字として読みます: ${tags.join(' ')}（nishiki additions add <ファイル> で登録できます）`,
};

/** What the command line says of the library of LoRAs, embeddings and VAEs. */
export const additionTexts: Record<Language, typeof english> = { en: english, ja: japanese };
