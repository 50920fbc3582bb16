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
      advice: '場所：{{path}}',
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
    PROMPT_INVALID: {
      happened: 'プロンプトの記号を読み取れませんでした。{{reason}}',
      unharmed: 'まだ何も始めていません。',
      advice:
        '記号そのものを書くときは前に \\ を付けるか、「記号も文字として読む」を選んでください。',
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
    TRIAL_NOT_FOUND: {
      happened: 'その組の投票は見つかりません。',
      unharmed: 'これまでの投票は無事です。',
      advice: '次の組へ進んでください。',
    },
    WORKER_DIED: {
      happened: '生成の途中で、絵を描くプロセスが止まりました。',
      unharmed:
        '保存済みの絵（この回は {{saved}} 枚）は無事です。次の生成は新しいプロセスで行います。',
      advice:
        'もう一度生成してください。繰り返すときは、大きさか枚数を減らすと収まることがあります。',
    },
    GENERATION_FAILED: {
      happened: '絵を生成できませんでした。',
      unharmed: '保存済みの絵（この回は {{saved}} 枚）は無事です。待機中の生成は続きます。',
      advice: '原因：{{detail}}',
    },
    CANNOT_REWRITE: {
      happened: 'そのままでは使えない重みを書き直せませんでした。{{reason}}',
      unharmed: 'モデルのファイルには手を加えていません。ほかのモデルはそのまま使えます。',
      advice:
        '書き出し先：{{folder}}　空き容量と書き込みの権限を確かめて、もう一度お試しください。',
    },
    CANNOT_SAVE: {
      happened: '絵を保存できませんでした。{{reason}}',
      unharmed: 'これまでに保存した絵（この回は {{saved}} 枚）は無事です。',
      advice: '保存先：{{folder}}　空き容量と書き込みの権限を確かめて、もう一度お試しください。',
    },
  },
  input: {
    'rating-too-small': '星は0から5までです。',
    'rating-too-large': '星は0から5までです。',
    'name-empty': '名前が空です。',
    'name-too-long': '名前が長すぎます。80文字以内にしてください。',
    'prompt-empty': 'プロンプトが空です。描きたいものを書いてください。',
    'prompt-too-long': 'プロンプトが長すぎます。8,000文字以内にしてください。',
    'prompt-lone-surrogate':
      'プロンプトに壊れた文字が含まれています。貼り付けた部分を打ち直してください。',
    'size-not-a-whole-number': '大きさは整数で指定してください。',
    'size-too-small': '幅と高さは64ピクセル以上にしてください。',
    'size-too-large': '幅と高さは2,048ピクセル以下にしてください。',
    'size-not-divisible-by-8': '幅と高さは8の倍数にしてください。',
    'steps-not-a-whole-number': 'ステップ数は整数で指定してください。',
    'steps-too-few': 'ステップ数は1以上にしてください。',
    'steps-too-many': 'ステップ数は500以下にしてください。',
    'guidance-too-small': 'ガイダンスは1以上にしてください。',
    'guidance-too-large': 'ガイダンスは30以下にしてください。',
    'seed-not-a-whole-number': 'シードは0以上の整数で指定してください。',
    'seed-too-large': 'シードは18446744073709551615（2⁶⁴−1）以下にしてください。',
    'count-too-small': '枚数は1以上にしてください。',
    'count-too-large': '一度に生成できるのは64枚までです。',
    'path-empty': 'モデルのフォルダーかファイルを指定してください。',
    'strength-too-small': '変える強さは0より大きくしてください。',
    'strength-too-large': '変える強さは1以下にしてください。',
    'margin-not-a-whole-number': '描き足す幅は整数で指定してください。',
    'margin-too-small': '描き足す幅は0以上にしてください。',
    'margin-too-large': '描き足す幅は1,024ピクセル以下にしてください。',
    'margin-not-divisible-by-8': '描き足す幅は8の倍数にしてください。',
    'clip-skip-not-a-whole-number': '省く層の数は整数で指定してください。',
    'clip-skip-too-small': '省く層の数は0以上にしてください。',
    'clip-skip-too-large': '省ける層は11までです。',
    'input-id-invalid': '元にする絵の指定が正しくありません。',
    'input-empty': '絵のファイルが空です。',
    'input-too-large': '絵のファイルが大きすぎます。64 MB以下にしてください。',
    other: '入力の一部が正しくありません。',
  },
  inputUnharmed: 'まだ何も始めていません。',
  connection: {
    happened: 'スタジオとのつながりが切れました。',
    unharmed: '保存済みの絵は無事です。',
    advice: 'つながったら、もう一度生成してください。',
  },
  unexpected: {
    happened: '思いがけない問題が起きました。',
    unharmed: '保存済みの絵とプロンプトは無事です。',
    advice: 'もう一度お試しください。続くようなら、詳しい内容をコピーして知らせてください。',
  },
  saving: {
    ENOSPC: 'ディスクの空きがありません。',
    EDQUOT: '割り当てられた容量を使い切っています。',
    EACCES: '書き込む権限がありません。',
    EPERM: '書き込む権限がありません。',
    EROFS: '保存先が読み取り専用です。',
    ENOENT: '保存先のフォルダーが見つかりません。',
    EIO: 'ディスクの読み書きに失敗しました。',
    other: '（{{code}}）',
  },
} as const;
