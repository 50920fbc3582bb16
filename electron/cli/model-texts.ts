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
  importing: { copying: 'Copying', checking: 'Checking the copy' },
  copy: 'copy what is read of it into Nishiki’s own folder, and use the copy',
  licence: {
    about: 'show a model’s licence; accept it with --accept',
    accept: 'accept it; the moment is kept',
    unnamed: 'no licence named',
    free: 'Nothing has to be accepted before it is used.',
    needed: (id: string) =>
      `It has to be accepted before the first picture: nishiki models licence ${id} --accept`,
    accepted: (at: string) => `Accepted: ${at}`,
  },
  content: {
    waiting: 'its files have not been read through yet.',
    reading: (done: string, total: string) =>
      `its files are being read through, ${done} of ${total} so far.`,
    now: (id: string) => `At once: nishiki models check ${id}`,
  },
  check: {
    about: 'read a model’s files through, and say whether they are still what they were',
    reading: 'Reading',
    first: (name: string) => `${name}: read through for the first time.`,
    same: (name: string) => `${name}: nothing has changed.`,
    changed: (name: string) => `${name}: these files are others now, gone or new.`,
  },
  calibrate: {
    about:
      'prepare a model for pictures in 8-bit integers (--int8), so that the first one need not wait',
    first: (name: string, layers: number) =>
      `${name}: calibrated; ${layers} layers are computed in 8-bit integers where --int8 asks for it.`,
    known: (name: string, layers: number) =>
      `${name}: was calibrated already; ${layers} layers are computed in 8-bit integers.`,
    useless: (name: string, _layers: number) =>
      `${name}: computed on the graphics adapter, which has no use for 8-bit integers. Nothing was done.`,
    int8: 'calibrate it for 8-bit integers as well, as `nishiki models calibrate` does',
    later: (id: string) =>
      `Not calibrated, because its licence has to be accepted first; then: nishiki models calibrate ${id}`,
  },
  find: {
    about: 'look for a model that is gone in a folder and below, by what is in its files',
    folder: 'where to look',
    looking: (folders: number) => `Looking … ${folders} folders`,
    checking: 'Comparing',
    found: (name: string) => `Found: ${name}`,
    nowhere: (name: string, folder: string) =>
      `${name} is not in ${folder} or below. Nothing was changed.`,
  },
  relink: {
    about: 'say where a model’s files are now; only the same weights are taken',
    path: 'the folder or file, as it was given to `nishiki import`',
    done: (name: string) => `${name} is used from here now:`,
  },
  change: {
    about: 'give a model a name, notes or another arm; what is left out stays',
    name: 'its name in lists, 80 characters; "" for its own',
    notes: 'words about it; "" for none',
    arm: 'which arm it prints',
    vae: 'the library’s VAE that it uses where a request names none (nishiki additions); own for its own',
    nothing: 'Nothing is to be changed: give --name, --notes, --arm or --vae.',
    noVae: (name: string, names: readonly string[]) =>
      `The library has no VAE ${name}.${names.length === 0 ? ' nishiki additions add <file> notes one.' : ` It has: ${names.join(', ')}`}`,
    armStays: (id: string) => `${id} comes with Nishiki and keeps its arm.`,
  },
  stays: (name: string) => `${name} comes with Nishiki: it stays where it is.`,
  unknown: (wanted: string) =>
    `There is no model ${wanted}. \`nishiki models\` lists those there are.`,
  examples: `Examples:
  nishiki models download rinna/japanese-stable-diffusion
  nishiki models licence rinna/japanese-stable-diffusion --accept
  nishiki models find "水彩モデル" ~/models
  nishiki models relink "My model" /mnt/disk/my-model
  nishiki models change anime.safetensors --name "アニメ" --arm ja
  nishiki models token < token.txt`,
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
  importing: { copying: 'コピーしています', checking: 'コピーを確かめています' },
  copy: '読み込みに要るファイルを錦のフォルダーにコピーして使う',
  licence: {
    about: 'モデルのライセンスを表示する。--accept で同意する',
    accept: '同意する（日時を記録）',
    unnamed: 'ライセンスの記載なし',
    free: '使う前の同意は要りません。',
    needed: (id) => `最初の一枚の前に同意が要ります: nishiki models licence ${id} --accept`,
    accepted: (at) => `同意済み: ${at}`,
  },
  content: {
    waiting: 'ファイルはまだ最後まで読まれていません。',
    reading: (done, total) => `ファイルを読んでいます（${total} のうち ${done}）。`,
    now: (id) => `すぐに読むには: nishiki models check ${id}`,
  },
  check: {
    about: 'モデルのファイルを最後まで読み、変わっていないか確かめる',
    reading: '読んでいます',
    first: (name) => `${name}: 初めて最後まで読みました。`,
    same: (name) => `${name}: 変わっていません。`,
    changed: (name) => `${name}: 次のファイルが、変わったか、なくなったか、増えています。`,
  },
  calibrate: {
    about: '8ビット整数の絵（--int8）の準備をする。最初の一枚が待たずに済む',
    first: (name, layers) =>
      `${name}: 較正しました。--int8 を付けると ${layers} 層を8ビット整数で計算します。`,
    known: (name, layers) => `${name}: 較正済みでした。${layers} 層を8ビット整数で計算します。`,
    useless: (name, _layers) =>
      `${name}: グラフィックスで計算しているため、8ビット整数は使いません。何もしていません。`,
    int8: 'nishiki models calibrate と同じく、8ビット整数用の較正もする',
    later: (id) =>
      `先にライセンスへの同意が要るため、較正していません。同意のあとで: nishiki models calibrate ${id}`,
  },
  find: {
    about: '見つからないモデルを、フォルダーの中からファイルの内容で探す',
    folder: '探す場所',
    looking: (folders) => `探しています… フォルダー ${folders} 個`,
    checking: '比べています',
    found: (name) => `見つかりました: ${name}`,
    nowhere: (name, folder) => `${name} は ${folder} の中にありません。何も変更していません。`,
  },
  relink: {
    about: 'モデルのファイルが今ある場所を指定する。同じ重みだけを受け付ける',
    path: 'フォルダーまたはファイル（nishiki import で指定したもの）',
    done: (name) => `${name} をここから使います:`,
  },
  change: {
    about: 'モデルの名前、メモ、アームを変える。省いたものはそのまま',
    name: '一覧での名前（80 文字まで）。"" で元の名前',
    notes: 'メモ。"" でなし',
    arm: 'どのアームを刷るか',
    vae: '生成のときに指定がなければ使う、ライブラリーの VAE（nishiki additions）。own で自身のもの',
    nothing: '変えるものがありません。--name、--notes、--arm、--vae のどれかを指定してください。',
    noVae: (name, names) =>
      `ライブラリーに ${name} という VAE はありません。${names.length === 0 ? 'nishiki additions add <ファイル> で登録できます。' : `あるのは次のとおりです: ${names.join('、')}`}`,
    armStays: (id) => `${id} は錦に付属のモデルで、アームは変えられません。`,
  },
  stays: (name) => `${name} は錦に付属のモデルで、今の場所のままです。`,
  unknown: (wanted) => `${wanted} というモデルはありません。一覧は nishiki models で見られます。`,
  examples: `例:
  nishiki models download rinna/japanese-stable-diffusion
  nishiki models licence rinna/japanese-stable-diffusion --accept
  nishiki models find "水彩モデル" ~/models
  nishiki models relink "My model" /mnt/disk/my-model
  nishiki models change anime.safetensors --name "アニメ" --arm ja
  nishiki models token < token.txt`,
};

/** What the command line says of single models. */
export const modelTexts: Record<Language, typeof english> = { en: english, ja: japanese };
