import type { Language } from '../language.ts';

const english = {
  program: 'Nishiki: a studio for Japanese Stable Diffusion.',
  usage: 'Usage:',
  commands: 'Commands:',
  options: 'Options:',
  globalOptions: 'Global options:',
  arguments: 'Arguments:',
  help: 'show this help',
  version: 'show the version',
  data: 'where pictures and database are kept (NISHIKI_DATA)',
  exitCodes: `Exit codes:
  0    everything was printed or shown
  1    something failed that should not
  2    the command cannot be run as written (option, prompt, seed, size, …)
  3    there is no such model, or it cannot be read or fetched
  4    a picture could not be made
  5    a picture or a copy could not be saved
  6    another Nishiki is using the data folder
  7    the gallery’s database cannot be opened
  8    the queue for other machines refuses this worker
  9    done but for some files, pictures or jobs, which are named
  130  stopped by Ctrl+C; what was saved is kept
With --json stdout is one document; where there is no result: { "error": { "exitCode", "message" } }.`,
  examples: `Examples:
  nishiki generate "サラリーマン 油絵" --seed 42 --arms ja,en --out out/
  nishiki generate "Mount Fuji at dawn" --arms en --count 4 --size 512x512
  nishiki generate "（浮世絵：１．３） 猫" --image photo.jpg --strength 0.6
  nishiki generate "夜の東京タワー 浮世絵" --arms ja,en --preview "/tmp/{arm}.png"
  nishiki generate - --count 4 < prompt.txt
  nishiki tokenize "サラリーマン 油絵"
  nishiki import ~/models/japanese-stable-diffusion
  nishiki import ~/models/anime.safetensors --vae ~/models/vae.ckpt
  nishiki models download rinna/japanese-stable-diffusion
  nishiki score out/*.png --prompt "サラリーマン 油絵"
  nishiki clean ~/pictures --keep 90 --out ~/pictures-cleaned
  nishiki doctor
  nishiki devices
  nishiki bench demo --json
  nishiki gallery import ~/stable-diffusion-webui/outputs
  nishiki gallery search 猫
  nishiki export --search 猫 --format webp --out cats/
  nishiki recipe picture.png
  nishiki watermark embed picture.png "Nishiki" --out marked.png
  nishiki watermark read marked.png`,
  json: 'machine-readable output',
  notUtf8: 'The text on stdin is not in UTF-8.',
  choices: (choices: readonly string[]) => `(${choices.join(', ')})`,
  leftOut: (value: string) => `(left out: ${value})`,
  variable: (name: string) => `(${name})`,
  files: {
    missing: (path: string) => `There is no file ${path}.`,
    empty: (what: string) => `${what}: the path is empty.`,
    noPicture: (path: string) => `${path} is no picture that can be read, or is cut off.`,
    isFolder: (path: string) => `${path} is a folder; a file is wanted.`,
    unreadable: (path: string, why: string) => `${path} cannot be read (${why}).`,
    unread: (count: number) => `${count} ${count === 1 ? 'file' : 'files'} could not be read.`,
    exists: (path: string) => `${path} is there already and is not replaced; choose another name.`,
    noFolder: (path: string) => `The folder for ${path} is not there.`,
  },
  commandLine: {
    unknownOption: (what: string) => `There is no option ${what}.`,
    afterDashes: ' A text or a name that begins with - goes after --.',
    unknownCommand: (what: string) => `There is no command ${what}.`,
    missing: (what: string) => `${what} is missing.`,
    invalid: (what: string) => `This value is not taken: ${what}`,
    notAmong: (what: string, choices: string) => `${what} takes one of these: ${choices}`,
    excess: (what: string) =>
      `There are more words than ${what} takes; put a text with spaces into quotes.`,
    seeHelp: 'nishiki --help lists commands and options.',
  },
};

const japanese: typeof english = {
  program: '錦 — 日本語 Stable Diffusion のためのスタジオ',
  usage: '使い方:',
  commands: 'コマンド:',
  options: 'オプション:',
  globalOptions: '共通オプション:',
  arguments: '引数:',
  help: 'この説明を表示する',
  version: 'バージョンを表示する',
  data: '作品とデータベースの保存先（NISHIKI_DATA）',
  exitCodes: `終了コード:
  0    すべて完了した
  1    予期しない失敗
  2    指定が正しくない（オプション、プロンプト、シード、サイズなど）
  3    モデルがない、または読み込めない・取得できない
  4    絵を作れなかった
  5    作品または写しを保存できなかった
  6    別の錦がデータフォルダーを使っている
  7    ギャラリーのデータベースを開けない
  8    ほかのマシンのためのキューに拒まれた
  9    一部のファイル・絵・仕事を残して完了した（残りは表示する）
  130  Ctrl+C で中止した（保存済みの作品は残る）
--json の標準出力は一つの文書。結果がないときは { "error": { "exitCode", "message" } }。`,
  examples: `例:
  nishiki generate "サラリーマン 油絵" --seed 42 --arms ja,en --out out/
  nishiki generate "Mount Fuji at dawn" --arms en --count 4 --size 512x512
  nishiki generate "（浮世絵：１．３） 猫" --image photo.jpg --strength 0.6
  nishiki generate "夜の東京タワー 浮世絵" --arms ja,en --preview "/tmp/{arm}.png"
  nishiki generate - --count 4 < プロンプト.txt
  nishiki tokenize "サラリーマン 油絵"
  nishiki import ~/models/japanese-stable-diffusion
  nishiki import ~/models/anime.safetensors --vae ~/models/vae.ckpt
  nishiki models download rinna/japanese-stable-diffusion
  nishiki score out/*.png --prompt "サラリーマン 油絵"
  nishiki clean ~/絵 --keep 90 --out ~/絵-選別
  nishiki gallery import ~/stable-diffusion-webui/outputs
  nishiki gallery search 猫
  nishiki doctor
  nishiki devices
  nishiki bench demo --json
  nishiki export --search 猫 --format webp --out 猫/
  nishiki recipe 絵.png
  nishiki watermark embed 絵.png "Nishiki" --out 透かし入り.png
  nishiki watermark read 透かし入り.png`,
  json: '機械可読な出力',
  notUtf8: '標準入力の文が UTF-8 ではありません。',
  choices: (choices) => `（${choices.join('、')}）`,
  leftOut: (value) => `（省略時: ${value}）`,
  variable: (name) => `（${name}）`,
  files: {
    missing: (path) => `ファイル ${path} がありません。`,
    empty: (what) => `${what}: パスが空です。`,
    noPicture: (path) => `${path} は読める絵ではないか、途中で切れています。`,
    isFolder: (path) => `${path} はフォルダーです。ファイルを指定してください。`,
    unreadable: (path, why) => `${path} を読めません（${why}）。`,
    unread: (count) => `${count} 個のファイルを読めませんでした。`,
    exists: (path) => `${path} はすでにあり、上書きしません。別の名前を指定してください。`,
    noFolder: (path) => `${path} を置くフォルダーがありません。`,
  },
  commandLine: {
    unknownOption: (what) => `${what} というオプションはありません。`,
    afterDashes: '- で始まる文や名前は -- の後に書いてください。',
    unknownCommand: (what) => `${what} というコマンドはありません。`,
    missing: (what) => `${what} が足りません。`,
    invalid: (what) => `この値は使えません: ${what}`,
    notAmong: (what, choices) => `${what} に使えるのは次のどれかです: ${choices}`,
    excess: (what) => `${what} に続く言葉が多すぎます。空白を含む文は引用符で囲んでください。`,
    seeHelp: 'コマンドとオプションの一覧は nishiki --help で見られます。',
  },
};

/** What the command line says of itself. */
export const programTexts: Record<Language, typeof english> = { en: english, ja: japanese };
