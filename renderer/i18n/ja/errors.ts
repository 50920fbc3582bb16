import { causes } from '../../../electron/api/contract/words/ja/causes.ts';
import { issues } from '../../../electron/api/contract/words/ja/issues.ts';

/**
 * Each failure in three parts: what happened, what is unharmed, what to do. `codes` has the contract's error codes,
 * `input` the message codes of its schemas.
 */
export const errors = {
  codes: {
    MODEL_NOT_FOUND: {
      happened: '選んだモデルが見つかりません。',
      unharmed: 'これまでの絵とプロンプトは無事です。',
      advice: '「モデル」の部屋で、一覧にあるか確かめてください。',
    },
    MODEL_UNREADABLE: {
      happened: 'モデルを読めませんでした。{{reason}}',
      unharmed: 'ファイルには手を加えていません。ほかのモデルはそのまま使えます。',
      advice: '場所： {{path}}',
    },
    PICTURE_NOT_FOUND: {
      happened: 'その絵は見つかりません。',
      unharmed: 'ほかの絵は無事です。',
      advice: '「作品」の部屋を開き直してください。',
    },
    COMPARISON_NOT_FOUND: {
      happened: 'その比較は見つかりません。',
      unharmed: '絵そのものは「作品」に残っています。',
      advice: '「比較」の一覧から選び直してください。',
    },
    PROMPT_NOT_FOUND: {
      happened: 'そのプロンプトは履歴にありません。',
      unharmed: '絵は無事です。',
      advice: '「履歴」を開き直してください。',
    },
    JOB_NOT_FOUND: {
      happened: 'その生成は、もう終わっています。',
      unharmed: 'できた絵は保存されています。',
      advice: '「作品」の部屋で見られます。',
    },
    INPUT_NOT_FOUND: {
      happened: '元にする絵が見つかりません。',
      unharmed: 'まだ何も始めていません。これまでの絵は無事です。',
      advice: '元にする絵を選び直してください。',
    },
    INPUT_UNREADABLE: {
      happened: 'このファイルは、絵として読めませんでした。',
      unharmed: 'ファイルには手を加えていません。',
      advice: 'PNG・JPEG・WebP などの画像を選んでください。',
    },
    PICTURES_UNREADABLE: {
      happened: 'このフォルダーやファイルは読めませんでした。{{reason}}',
      unharmed: '何も変更していません。',
      advice: '場所： {{path}}　パスと、読み取りの権限を確かめてください。',
    },
    DATA_SET_UNREADABLE: {
      happened: 'このフォルダーの絵と説明文は読めませんでした。{{reason}}',
      unharmed: '何も変更していません。',
      advice:
        '場所： {{path}}　絵の横に同じ名前の .txt か .caption を置くか、metadata.jsonl に説明文を書いてください。',
    },
    DATA_SET_GONE: {
      happened: 'このデータセットの一致度は、もう手元にありません。',
      unharmed: '元のファイルは無事です。',
      advice:
        '別のデータセットを測ったか、錦を開き直したためです。もう一度測ってください。変わったところだけが測られます。',
    },
    DATA_SET_NOT_WRITTEN: {
      happened: '残す絵を書き出せませんでした。{{reason}}',
      unharmed: '元のファイルは無事です。作りかけの写しは残していません。',
      advice: '書き出し先： {{folder}}　まだない名前の、書き込める場所を指定してください。',
    },
    PROMPT_INVALID: {
      happened: 'プロンプトの記号を読み取れませんでした。{{reason}}',
      unharmed: 'まだ何も始めていません。',
      advice:
        '記号そのものを書くときは前に \\ を付けるか、「記号の読み方」で「文字として読む」を選んでください。',
    },
    PACK_NOT_FOUND: {
      happened: 'その題材集は見つかりません。',
      unharmed: '絵と投票は無事です。',
      advice: '題材集の一覧を開き直してください。',
    },
    PACK_UNREADABLE: {
      happened: 'このファイルは題材集として読めません。',
      unharmed: '何も変更していません。',
      advice: '直すところ：{{issues}}',
    },
    ADDITION_NOT_FOUND: {
      happened: 'その LoRA・埋め込み・VAE はライブラリーにありません。',
      unharmed: '何も変更していません。',
      advice: '一覧を開き直してください。',
    },
    ADDITION_NAME_TAKEN: {
      happened: 'その名前は、もう使われています。',
      unharmed: '何も変更していません。',
      advice: '別の名前を付けてください。',
    },
    STYLES_UNREADABLE: {
      happened: 'このファイルは、スタイルとして読めませんでした。{{reason}}',
      unharmed: '何も変更していません。',
      advice:
        '錦で書き出した JSON か、styles.csv（name、prompt、negative_prompt の列があるもの）を選んでください。',
    },
    STYLES_FULL: {
      happened: 'スタイルは {{limit}} 個までです。',
      unharmed: '何も変更していません。',
      advice: '要らないものを消してから、もう一度保存してください。',
    },
    STYLE_NAME_TAKEN: {
      happened: 'その名前のスタイルはもうあります。',
      unharmed: '何も変更していません。',
      advice: '別の名前を付けてください。',
    },
    TRIAL_NOT_FOUND: {
      happened: 'その組の投票は見つかりません。',
      unharmed: 'これまでの投票は無事です。',
      advice: '次の組へ進んでください。',
    },
    JOB_BEGUN: {
      happened: 'その生成はもう始まっているため、変更できません。',
      unharmed: '生成は元の内容のまま続きます。',
      advice: '取り消してから、新しい内容で生成してください。',
    },
    GRID_NOT_FOUND: {
      happened: 'その表は見つかりません。',
      unharmed: '絵は「作品」に残っています。',
      advice: '表の一覧を開き直してください。',
    },
    TRANSLATOR_FAILED: {
      happened: '翻訳できませんでした。{{reason}}',
      unharmed: 'プロンプトはそのままです。用語集の訳は使えます。',
      advice: '詳しい内容：{{detail}}',
    },
    WORKER_DIED: {
      happened: '{{attempts}} 回試みましたが、この生成を打ち切りました。{{reason}}',
      unharmed: '保存済みの絵（この回は {{saved}} 枚）は無事です。ほかの生成は続きます。',
      advice: '「再試行」で、足りない絵だけを生成できます（待ち行列の一覧にもあります）。',
    },
    OUT_OF_MEMORY: {
      happened: 'この絵を作るにはメモリが足りません。{{reason}}',
      unharmed: '保存済みの絵（この回は {{saved}} 枚）は無事です。ほかの生成は続きます。',
      advice: '絵を小さくするか、ほかのアプリを閉じてから「再試行」を選んでください。',
    },
    GENERATION_FAILED: {
      happened: '絵を生成できませんでした。',
      unharmed: '保存済みの絵（この回は {{saved}} 枚）は無事です。待機中の生成は続きます。',
      advice: '原因：{{detail}}',
    },
    HUB_FAILED: {
      happened: '{{repository}} を取得できませんでした。{{reason}}',
      unharmed: 'ほかのモデルも絵も無事です。届いた分は残っていて、次はその続きから取得します。',
      advice: '{{hint}}',
    },
    CUDA_FAILED: {
      happened: 'CUDA 用ライブラリを導入できませんでした。{{reason}}',
      unharmed: '絵はこれまでどおり作れます。届いた分は残っていて、次はその続きから取得します。',
      advice: '{{hint}}',
    },
    CANNOT_REWRITE: {
      happened: 'そのままでは使えない重みを書き直せませんでした。{{reason}}',
      unharmed: 'モデルのファイルには手を加えていません。ほかのモデルはそのまま使えます。',
      advice:
        '書き出し先： {{folder}}　空き容量と書き込みの権限を確かめて、もう一度お試しください。',
    },
    CANNOT_COPY: {
      happened: 'モデルをコピーできませんでした。{{reason}}',
      unharmed: '元のファイルには手を加えていません。作りかけのコピーは残していません。',
      advice: '場所： {{folder}}　空き容量と書き込みの権限を確かめて、もう一度お試しください。',
    },
    CANNOT_CALIBRATE: {
      happened: '「{{name}}」を8ビット整数用に較正できませんでした。{{reason}}',
      unharmed: '較正は何も残していません。8ビット整数を使わない絵はこれまでどおり作れます。',
      advice: '{{hint}}',
    },
    LICENCE_NOT_ACCEPTED: {
      happened: '「{{name}}」は、最初の一枚の前にライセンス（{{licence}}）への同意が要ります。',
      unharmed: 'まだ何も始めていません。ほかのモデルはそのまま使えます。',
      advice: '「モデル」のカードで「ライセンスを読む」を押し、読んで同意してください。',
    },
    CANNOT_SAVE: {
      happened: '保存できませんでした。{{reason}}',
      unharmed: 'これまでに保存した絵（この回は {{saved}} 枚）は無事です。',
      advice: '保存先： {{folder}}　空き容量と書き込みの権限を確かめて、もう一度お試しください。',
    },
  },
  input: { ...issues, other: '入力の一部が正しくありません。' },
  issue: { at: '{{place}}：{{problem}}', more_other: '（ほか{{count}}か所）' },
  inputUnharmed: 'まだ何も始めていません。',
  added: {
    happened: '{{file}} を使えませんでした。{{reason}}',
    unharmed: 'ファイルには手を加えていません。モデルとほかのファイルはそのまま使えます。',
    advice: '別のファイルを選ぶか、外してからもう一度生成してください。場所： {{path}}',
  },
  addedFile: { lora: 'LoRA', embedding: '埋め込み', vae: 'VAE' },
  connection: {
    happened: 'スタジオとのつながりが切れました。',
    unharmed: '保存済みの絵は無事です。',
    advice: 'つながったら、もう一度生成してください。',
  },
  part: {
    happened: 'この画面のファイルを読み込めませんでした。',
    unharmed: '保存済みの絵と、書きかけのプロンプトは無事です。',
    advice: 'Nishiki が新しくなったときに起こります。ページを読み込み直すと続けられます。',
  },
  unexpected: {
    happened: '思いがけない問題が起きました。',
    unharmed: '保存済みの絵とプロンプトは無事です。',
    advice: 'もう一度お試しください。続くようなら、詳しい内容をコピーして知らせてください。',
  },
  ...causes,
  calibrationAdvice: {
    'out-of-memory': 'ほかのアプリを閉じて、もう一度お試しください。',
    'worker-died': 'もう一度お試しください。プロセスの最後の言葉はログにあります。',
    'not-kept': '空き容量と書き込みの権限を確かめて、もう一度お試しください。',
    failed: '「モデル」でファイルを確かめるか、もう一度取り込んでください。',
  },
  hubAdvice: {
    ...causes.hubAdvice,
    'no-token': 'Hub のアカウントで「Read」のトークンを作り、下の欄に保存してください。',
    'token-refused': '新しいトークンを作り、下の欄に保存してください。',
  },
} as const;
