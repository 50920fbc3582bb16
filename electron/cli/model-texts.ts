import type { Language } from '../language.ts';

const english = {
  removeAbout: 'forget a model; its files are yours and stay',
  model: 'id, name or path of the model, as `nishiki models` lists it',
  deleteFiles: 'delete its files too, where Nishiki has fetched or copied them itself',
  removed: (name: string) => `Forgotten: ${name}`,
  files: {
    deleted: 'Its files are deleted.',
    left: 'Its files stay where they are.',
    shared: 'Its files stay: another model reads some of them.',
  },
  othersLeft: (count: number, path: string) =>
    `${count} file${count === 1 ? '' : 's'} that Nishiki has not written, or cannot delete, stay${count === 1 ? 's' : ''} in ${path}`,
  unknown: (wanted: string) =>
    `There is no model ${wanted}. \`nishiki models\` lists those there are.`,
};

const japanese: typeof english = {
  removeAbout: 'モデルを一覧から外す。ファイルは利用者のもので、そのまま残る',
  model: 'モデルの ID、名前、または場所（nishiki models の一覧のとおり）',
  deleteFiles: '錦が取得・コピーしたファイルも削除する',
  removed: (name) => `一覧から外しました: ${name}`,
  files: {
    deleted: 'ファイルも削除しました。',
    left: 'ファイルはそのままです。',
    shared: '別のモデルが一部を使っているため、ファイルは残しました。',
  },
  othersLeft: (count, path) =>
    `錦が書いたのではない、または削除できないファイルが ${count} 個、${path} に残っています`,
  unknown: (wanted) => `${wanted} というモデルはありません。一覧は nishiki models で見られます。`,
};

/** What the command line says of single models. */
export const modelTexts: Record<Language, typeof english> = { en: english, ja: japanese };
