import type { Language } from '../language.ts';

interface FailureTexts {
  readonly usage: string;
  readonly noModel: string;
  /** `MODEL_UNREADABLE` where it is a file that was added to the model. */
  readonly added: string;
  readonly partial: string;
  readonly interrupted: string;
  readonly locked: string;
  readonly lockedAdvice: string;
  readonly database: string;
  readonly portTaken: string;
  readonly portAdvice: string;
  readonly noSuchAddress: string;
  readonly cannotWrite: string;
  readonly writeAdvice: string;
  readonly fileForFolder: string;
  readonly queueRefused: string;
  readonly queueAdvice: string;
  readonly packAdvice: string;
  readonly unexpected: string;
  /** Headlines by the contract's error codes. */
  readonly studio: Readonly<Record<string, string>>;
}

export const failureTexts: Record<Language, FailureTexts> = {
  en: {
    usage: 'this command cannot be run as written; nothing was printed or changed.',
    noModel: 'there is no such model; nothing was printed or changed.',
    added: 'what is added to the model cannot be used; pictures saved before are kept.',
    partial: 'done, but not all of it; what was done is kept.',
    interrupted: 'nishiki: stopped. What was saved before is kept.',
    locked: 'another Nishiki is using this data folder; nothing was changed.',
    lockedAdvice: 'Close it, or give this one its own folder: --data <folder>.',
    database: 'the gallery’s database cannot be opened; pictures are unharmed.',
    portTaken: 'the port is in use.',
    portAdvice: 'Choose another one (--port), or none for the first that is free.',
    noSuchAddress: 'this machine has no such address (--host); nothing was opened.',
    cannotWrite: 'a file or folder cannot be written; earlier pictures are unharmed.',
    writeAdvice: 'Check the folder’s permissions and the free space, or choose another folder.',
    fileForFolder: 'There is a file where a folder is wanted. Choose another folder.',
    queueRefused: 'the queue refuses this worker; no picture was begun.',
    queueAdvice:
      'Check user and password in the address, and that the user may use every command and key of the queue.',
    packAdvice: 'resources/culture-packs/pack.schema.json says how a pack is written.',
    unexpected: 'something failed that should not; pictures saved before are unharmed.',
    studio: {
      BAD_REQUEST: 'this request cannot be carried out; nothing was printed or changed.',
      MODEL_NOT_FOUND: 'there is no such model. `nishiki models` lists those there are.',
      MODEL_UNREADABLE: 'the model cannot be read; nothing was changed.',
      HUB_FAILED: 'the model could not be fetched; what has arrived is kept.',
      CUDA_FAILED: 'the CUDA libraries could not be installed; pictures are made as before.',
      CANNOT_REWRITE: 'the model’s weights could not be rewritten; nothing was changed.',
      CANNOT_COPY: 'the model could not be copied; nothing of the copy was kept.',
      CANNOT_CALIBRATE: 'the model could not be calibrated; nothing of that was kept.',
      LICENCE_NOT_ACCEPTED: 'the model’s licence has to be accepted first; nothing was printed.',
      JOB_NOT_FOUND: 'there is no such job in the queue; nothing was changed.',
      JOB_BEGUN: 'the job has begun and cannot be changed; nothing was changed.',
      WORKER_DIED: 'the process that paints ended unexpectedly; pictures saved before are kept.',
      OUT_OF_MEMORY: 'the picture needs more memory than there is; pictures saved before are kept.',
      GENERATION_FAILED: 'the picture could not be made; pictures saved before are kept.',
      CANNOT_SAVE: 'this could not be saved; what was saved before is kept.',
      GRID_NOT_FOUND: 'there is no such grid.',
      TRANSLATOR_FAILED: 'the prompt could not be translated; nothing was printed.',
      PACK_NOT_FOUND:
        'there is no such culture pack or run. `nishiki pack list` lists those there are.',
      PACK_UNREADABLE: 'the culture pack cannot be taken in; nothing was changed.',
      ADDITION_NOT_FOUND:
        'there is no such LoRA, embedding or VAE in the library; nothing was changed.',
      ADDITION_NAME_TAKEN: 'another entry of the library has that name; nothing was changed.',
      STYLES_UNREADABLE: 'the file cannot be read as styles; nothing was changed.',
      STYLES_FULL: 'there are as many styles as can be kept; nothing was changed.',
      STYLE_NAME_TAKEN: 'there is a style of that name already; nothing was changed.',
      INPUT_NOT_FOUND: 'the picture to begin from is gone; nothing was printed.',
      INPUT_UNREADABLE: 'the picture to begin from cannot be read; nothing was printed.',
      PICTURES_UNREADABLE: 'the pictures cannot be read; nothing was changed.',
      DATA_SET_UNREADABLE: 'the data set cannot be scored; nothing was changed.',
      DATA_SET_GONE:
        'the scores of this data set are not at hand any more; its files are unharmed.',
      DATA_SET_NOT_WRITTEN: 'what stays could not be copied; the data set is unharmed.',
      PROMPT_INVALID: 'the prompt’s syntax cannot be read; nothing was printed.',
    },
  },
  ja: {
    usage: 'この指定では実行できません。何も始めていません。',
    noModel: 'そのモデルはありません。何も始めていません。',
    added: 'モデルに足すファイルを使えません。それまでに保存した作品は残っています。',
    partial: '一部を残して終わりました。できた分は残っています。',
    interrupted: 'nishiki: 中止しました。それまでに保存した作品は残っています。',
    locked: '別の錦がこのデータフォルダーを使っています。何も変更していません。',
    lockedAdvice: 'そちらを閉じるか、--data <フォルダー> で別のフォルダーを指定してください。',
    database: 'ギャラリーのデータベースを開けません。作品のファイルは無事です。',
    portTaken: 'ポートが使用中です。',
    portAdvice: '--port で別の番号を指定するか、省いて空きに任せてください。',
    noSuchAddress: 'このマシンにそのアドレスはありません（--host）。何も開いていません。',
    cannotWrite: 'ファイルまたはフォルダーに書き込めません。これまでの作品は無事です。',
    writeAdvice: '書き込み権限と空き容量を確かめるか、別のフォルダーを指定してください。',
    fileForFolder: 'フォルダーを作る場所にファイルがあります。別のフォルダーを指定してください。',
    queueRefused: 'キューがこのワーカーを拒みました。絵は始めていません。',
    queueAdvice:
      'アドレスのユーザー名とパスワード、そのユーザーに許されたコマンドとキーを確かめてください。',
    packAdvice: '題材集の書き方は resources/culture-packs/pack.schema.json にあります。',
    unexpected: '予期しない失敗です。それまでに保存した作品は無事です。',
    studio: {
      BAD_REQUEST: 'この要求は実行できません。何も始めていません。',
      MODEL_NOT_FOUND: 'そのモデルはありません。一覧は nishiki models で見られます。',
      MODEL_UNREADABLE: 'モデルを読み込めません。何も変更していません。',
      HUB_FAILED: 'モデルを取得できませんでした。届いた分は残っています。',
      CUDA_FAILED: 'CUDA 用ライブラリを導入できませんでした。絵はこれまでどおり作れます。',
      CANNOT_REWRITE: 'モデルの重みを書き直せませんでした。何も変更していません。',
      CANNOT_COPY: 'モデルをコピーできませんでした。コピーは残していません。',
      CANNOT_CALIBRATE: 'モデルを較正できませんでした。較正は何も残していません。',
      LICENCE_NOT_ACCEPTED: 'このモデルは、先にライセンスへの同意が要ります。何も始めていません。',
      JOB_NOT_FOUND: 'その仕事は待ち行列にありません。何も変更していません。',
      JOB_BEGUN: 'その仕事はもう始まっています。何も変更していません。',
      WORKER_DIED: '描画プロセスが途中で終了しました。それまでに保存した作品は残っています。',
      OUT_OF_MEMORY:
        'メモリが足りないため、絵を作れませんでした。それまでに保存した作品は残っています。',
      GENERATION_FAILED: '絵を作れませんでした。それまでに保存した作品は残っています。',
      CANNOT_SAVE: '保存できませんでした。それまでに保存したものは残っています。',
      TRANSLATOR_FAILED: 'プロンプトを翻訳できませんでした。',
      GRID_NOT_FOUND: 'その表はありません。',
      PACK_NOT_FOUND: 'その題材集または実行はありません。一覧は nishiki pack list で見られます。',
      PACK_UNREADABLE: '題材集を取り込めません。何も変更していません。',
      ADDITION_NOT_FOUND:
        'その LoRA・埋め込み・VAE はライブラリーにありません。何も変更していません。',
      ADDITION_NAME_TAKEN: 'その名前はライブラリーでもう使われています。何も変更していません。',
      STYLES_UNREADABLE: 'スタイルのファイルとして読めません。何も変更していません。',
      STYLES_FULL: 'スタイルの数が上限に達しています。何も変更していません。',
      STYLE_NAME_TAKEN: 'その名前のスタイルはもうあります。何も変更していません。',
      INPUT_NOT_FOUND: '描き始める元の絵がありません。何も始めていません。',
      INPUT_UNREADABLE: '描き始める元の絵を読み込めません。何も始めていません。',
      PICTURES_UNREADABLE: '絵を読み込めません。何も変更していません。',
      DATA_SET_UNREADABLE: 'データセットを読めません。何も変更していません。',
      DATA_SET_GONE: 'このデータセットの一致度はもう手元にありません。元のファイルは無事です。',
      DATA_SET_NOT_WRITTEN: '残す絵を書き出せませんでした。元のファイルは無事です。',
      PROMPT_INVALID: 'プロンプトの記号を読み取れません。何も始めていません。',
    },
  },
};
