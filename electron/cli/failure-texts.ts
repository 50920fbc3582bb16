import type { Language } from '../language.ts';

interface FailureTexts {
  readonly usage: string;
  readonly interrupted: string;
  readonly locked: string;
  readonly lockedAdvice: string;
  readonly database: string;
  readonly portTaken: string;
  readonly portAdvice: string;
  readonly cannotWrite: string;
  readonly writeAdvice: string;
  readonly unexpected: string;
  /** Headlines by the contract's error codes. */
  readonly studio: Readonly<Record<string, string>>;
}

export const failureTexts: Record<Language, FailureTexts> = {
  en: {
    usage: 'this command cannot be run as written; nothing was printed or changed.',
    interrupted: 'nishiki: stopped. What was saved before is kept.',
    locked: 'another Nishiki is using this data folder; nothing was changed.',
    lockedAdvice: 'Close it, or give this one its own folder: --data <folder>.',
    database: 'the gallery’s database cannot be opened; pictures are unharmed.',
    portTaken: 'the port is in use.',
    portAdvice: 'Choose another one (--port), or none for the first that is free.',
    cannotWrite: 'a file or folder cannot be written; earlier pictures are unharmed.',
    writeAdvice: 'Check the folder’s permissions and the free space, or choose another folder.',
    unexpected: 'something failed that should not; pictures saved before are unharmed.',
    studio: {
      BAD_REQUEST: 'this request cannot be carried out; nothing was printed or changed.',
      MODEL_NOT_FOUND: 'there is no such model. `nishiki models` lists those there are.',
      MODEL_UNREADABLE: 'the model cannot be read; nothing was changed.',
      HUB_FAILED: 'the model could not be fetched; what has arrived is kept.',
      CANNOT_REWRITE: 'the model’s weights could not be rewritten; nothing was changed.',
      JOB_NOT_FOUND: 'there is no such job in the queue; nothing was changed.',
      JOB_BEGUN: 'the job has begun and cannot be changed; nothing was changed.',
      WORKER_DIED: 'the process that paints ended unexpectedly; pictures saved before are kept.',
      GENERATION_FAILED: 'the picture could not be made; pictures saved before are kept.',
      CANNOT_SAVE: 'the picture could not be saved; pictures saved before are kept.',
      PACK_NOT_FOUND:
        'there is no such culture pack or run. `nishiki pack list` lists those there are.',
      PACK_UNREADABLE: 'the culture pack cannot be taken in; nothing was changed.',
      INPUT_NOT_FOUND: 'the picture to begin from is gone; nothing was printed.',
      INPUT_UNREADABLE: 'the picture to begin from cannot be read; nothing was printed.',
      PROMPT_INVALID: 'the prompt’s syntax cannot be read; nothing was printed.',
    },
  },
  ja: {
    usage: 'この指定では実行できません。何も印刷・変更していません。',
    interrupted: 'nishiki: 中止しました。それまでに保存した作品は残っています。',
    locked: '別の錦がこのデータフォルダを使っています。何も変更していません。',
    lockedAdvice: 'そちらを閉じるか、--data <フォルダ> で別のフォルダを指定してください。',
    database: 'ギャラリーのデータベースを開けません。作品のファイルは無事です。',
    portTaken: 'ポートが使用中です。',
    portAdvice: '--port で別の番号を指定するか、省いて空きに任せてください。',
    cannotWrite: 'ファイルまたはフォルダに書き込めません。これまでの作品は無事です。',
    writeAdvice: '書き込み権限と空き容量を確かめるか、別のフォルダを指定してください。',
    unexpected: '予期しない失敗です。それまでに保存した作品は無事です。',
    studio: {
      BAD_REQUEST: 'この要求は実行できません。何も印刷・変更していません。',
      MODEL_NOT_FOUND: 'そのモデルはありません。一覧は nishiki models で見られます。',
      MODEL_UNREADABLE: 'モデルを読み込めません。何も変更していません。',
      HUB_FAILED: 'モデルを取得できませんでした。届いた分は残っています。',
      CANNOT_REWRITE: 'モデルの重みを書き直せませんでした。何も変更していません。',
      JOB_NOT_FOUND: 'その仕事は待ち行列にありません。何も変更していません。',
      JOB_BEGUN: 'その仕事はもう始まっています。何も変更していません。',
      WORKER_DIED: '描画プロセスが途中で終了しました。それまでに保存した作品は残っています。',
      GENERATION_FAILED: '絵を作れませんでした。それまでに保存した作品は残っています。',
      CANNOT_SAVE: '絵を保存できませんでした。それまでに保存した作品は残っています。',
      TRANSLATOR_FAILED: 'プロンプトを翻訳できませんでした。',
      GRID_NOT_FOUND: 'その表はありません。',
      PACK_NOT_FOUND: 'その題材集または実行はありません。一覧は nishiki pack list で見られます。',
      PACK_UNREADABLE: '題材集を取り込めません。何も変更していません。',
      INPUT_NOT_FOUND: '描き始める元の絵がありません。何も印刷していません。',
      INPUT_UNREADABLE: '描き始める元の絵を読み込めません。何も印刷していません。',
      PROMPT_INVALID: 'プロンプトの記号を読み取れません。何も印刷していません。',
    },
  },
};

/** Words for the contract's validation codes. */
export const issueTexts: Record<Language, Readonly<Record<string, string>>> = {
  en: {
    'prompt-empty': 'The prompt is empty.',
    'prompt-too-long': 'The prompt is longer than 8000 characters.',
    'prompt-lone-surrogate': 'The prompt holds half of a character (a lone surrogate).',
    'seed-not-a-whole-number': 'The seed must be a whole number from 0.',
    'seed-too-large': 'The seed must be at most 18446744073709551615 (2^64 - 1).',
    'size-not-a-whole-number': 'Width and height must be whole numbers.',
    'size-too-small': 'Width and height must be at least 64.',
    'size-too-large': 'Width and height must be at most 2048.',
    'size-not-divisible-by-8': 'Width and height must be divisible by 8.',
    'steps-not-a-whole-number': 'The number of steps must be a whole number.',
    'steps-too-few': 'At least 1 step is needed.',
    'steps-too-many': 'At most 500 steps are taken.',
    'guidance-too-small': 'Guidance must be at least 1.',
    'guidance-too-large': 'Guidance must be at most 30.',
    'count-too-small': 'At least 1 seed is needed.',
    'count-too-large': 'At most 64 seeds are printed in one batch.',
    'path-empty': 'The path is empty.',
    'repository-invalid': 'A model is named owner/name, e.g. rinna/japanese-stable-diffusion.',
    'revision-invalid': 'This cannot be a branch, tag or commit.',
    'hub-address-invalid': 'The hub’s address must begin with https:// or http://.',
    'token-invalid': 'An access token has no spaces and only ASCII characters.',
    'rate-too-small': 'The limit must be at least 0.01 MB/s.',
    'strength-too-small': 'The strength must be above 0.',
    'strength-too-large': 'The strength must be at most 1.',
    'margin-not-a-whole-number': 'Margins must be whole numbers.',
    'margin-too-small': 'Margins must be at least 0.',
    'margin-too-large': 'Margins must be at most 1024.',
    'margin-not-divisible-by-8': 'Margins must be divisible by 8.',
    'clip-skip-not-a-whole-number': 'The layers left out must be a whole number.',
    'clip-skip-too-small': 'The layers left out must be at least 0.',
    'clip-skip-too-large': 'At most 11 layers are left out.',
    'input-empty': 'The file of the picture is empty.',
    'input-too-large': 'The file of the picture is larger than 64 MiB.',
  },
  ja: {
    'prompt-empty': 'プロンプトが空です。',
    'prompt-too-long': 'プロンプトが 8000 文字を超えています。',
    'prompt-lone-surrogate': 'プロンプトに文字の片割れ（孤立サロゲート）が含まれています。',
    'seed-not-a-whole-number': 'シードは 0 以上の整数で指定してください。',
    'seed-too-large': 'シードは 18446744073709551615（2^64 - 1）までです。',
    'size-not-a-whole-number': '幅と高さは整数で指定してください。',
    'size-too-small': '幅と高さは 64 以上にしてください。',
    'size-too-large': '幅と高さは 2048 以下にしてください。',
    'size-not-divisible-by-8': '幅と高さは 8 の倍数にしてください。',
    'steps-not-a-whole-number': 'ステップ数は整数で指定してください。',
    'steps-too-few': 'ステップ数は 1 以上にしてください。',
    'steps-too-many': 'ステップ数は 500 以下にしてください。',
    'guidance-too-small': 'ガイダンスは 1 以上にしてください。',
    'guidance-too-large': 'ガイダンスは 30 以下にしてください。',
    'count-too-small': '枚数は 1 以上にしてください。',
    'count-too-large': '一度に刷れるのは 64 枚までです。',
    'path-empty': 'パスが空です。',
    'repository-invalid':
      'モデルは 所有者/名前 の形で指定してください（例: rinna/japanese-stable-diffusion）。',
    'revision-invalid': 'ブランチ、タグ、コミットのどれでもありません。',
    'hub-address-invalid': 'Hub のアドレスは https:// か http:// で始めてください。',
    'token-invalid': 'アクセストークンは空白のない半角文字です。',
    'rate-too-small': '上限は毎秒 0.01 MB 以上にしてください。',
    'strength-too-small': '変える強さは 0 より大きくしてください。',
    'strength-too-large': '変える強さは 1 以下にしてください。',
    'margin-not-a-whole-number': '描き足す幅は整数で指定してください。',
    'margin-too-small': '描き足す幅は 0 以上にしてください。',
    'margin-too-large': '描き足す幅は 1024 以下にしてください。',
    'margin-not-divisible-by-8': '描き足す幅は 8 の倍数にしてください。',
    'clip-skip-not-a-whole-number': '省く層の数は整数で指定してください。',
    'clip-skip-too-small': '省く層の数は 0 以上にしてください。',
    'clip-skip-too-large': '省ける層は 11 までです。',
    'input-empty': '絵のファイルが空です。',
    'input-too-large': '絵のファイルが 64 MiB を超えています。',
  },
};
