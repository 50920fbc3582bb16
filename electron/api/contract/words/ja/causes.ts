const reading = {
  ENOENT: 'その場所にファイルもフォルダーもありません。',
  ENOTDIR: 'その場所にファイルもフォルダーもありません。',
  EACCES: '読み取りの権限がありません。',
  EPERM: '読み取りの権限がありません。',
  EIO: 'ディスクを読めません。',
  other: '（{{reason}}）',
} as const;

/**
 * Why something failed, by the reasons that the errors of the contract carry, and what helps against it. The values between
 * double braces are the error's data, or what is said beside them.
 */
export const causes = {
  memory: {
    refused: '少なくとも {{needed}} 必要ですが、使えるのは {{available}} です。',
    ranOut: '作成中に足りなくなりました。節約して試し直しても足りませんでした。',
  },
  calibration: {
    'out-of-memory': 'メモリが足りません。',
    'worker-died': '計算するプロセスが終了しました。',
    'not-kept': '終わりましたが、保存できませんでした。{{detail}}',
    failed: '原因：{{detail}}',
  },
  deaths: {
    start: '絵を描くプロセスが、このマシンでは起動できません。',
    memory:
      '絵を描くプロセスが、メモリ不足のためにシステムに止められたようです。ほかのアプリを閉じるか、絵を小さくしてください。',
    killed:
      '絵を描くプロセスが外から止められました。メモリ不足かもしれません。ほかのアプリを閉じてから試してください。',
    crash: '絵を描くプロセスが異常終了しました。',
    interrupted: '生成のたびにスタジオそのものが終了していました。',
  },
  hub: {
    'no-token': 'Hub へのログインが要るモデルですが、アクセストークンが保存されていません。',
    'token-refused': 'アクセストークンが Hub に認められませんでした。期限切れかもしれません。',
    'licence-not-accepted': 'このトークンのアカウントでは、利用規約にまだ同意していません。',
    'no-access':
      'このトークンのアカウントには読む許可がありません。申請が審査中か断られたか、トークンの権限が足りません。',
    'not-found': 'そのモデルはありません（非公開のモデルも同じように見えます）。',
    'no-network': 'Hub につながりません。',
    server: 'Hub の側で失敗しました。',
    'not-a-model': 'ここで使えるモデルが入っていません。',
    damaged: 'ファイルが二度とも壊れて届きました。',
    'no-space': 'ディスクの空きが足りません。',
    'cannot-write': 'フォルダーに書き込めません。',
    busy: 'すでに取得しているところです。',
  },
  hubAdvice: {
    'licence-not-accepted': '{{page}} で規約を読んで同意してから、もう一度取得してください。',
    'no-access': '{{page}} で申請の状況とトークンの権限を確かめてください。',
    'not-found': '名前のつづりと大文字・小文字を確かめてください。',
    'no-network': 'ネットワークと Hub のアドレスを確かめて、もう一度取得してください。',
    server: '時間をおいて、もう一度お試しください。',
    'not-a-model': '取得できるのは diffusers 形式のモデルと、CLIP・CLOOB です。',
    damaged: '時間をおいて、もう一度お試しください。',
    'no-space': '空きを作ってから、もう一度取得してください。',
    'cannot-write': '書き込めるようにしてから、もう一度取得してください。',
    busy: '終わるのを待つか、そちらを止めてください。',
  },
  cuda: {
    unsupported: 'この環境用に取得できるものがありません。',
    'already-there': 'すでに導入されています。',
    'not-found': 'この版のパッケージは公開されていません。',
    'no-network': '公開元につながりません。',
    server: '公開元の側で失敗しました。',
    damaged: '壊れて届きました。',
    'no-space': 'ディスクの空きが足りません。',
    'cannot-write': 'フォルダーに書き込めません。',
    busy: 'すでに取得しているところです。',
  },
  cudaAdvice: {
    unsupported: 'ほかのデバイスを選んでください。',
    'already-there': 'カードを診断し直すと、使われるようになります。',
    'not-found': '新しい錦なら、新しい版に対応していることがあります。',
    'no-network': 'ネットワークを確かめて、もう一度取得してください。',
    server: '時間をおいて、もう一度お試しください。',
    damaged: '時間をおいて、もう一度お試しください。',
    'no-space': '{{folder}} のあるディスクに空きを作ってから、もう一度取得してください。',
    'cannot-write': '{{folder}} に書き込めるようにしてから、もう一度取得してください。',
    busy: '終わるのを待つか、そちらを止めてください。',
  },
  reading,
  dataSet: {
    ...reading,
    'no-folder': 'ファイルが指定されています。フォルダーを指定してください。',
    'no-pairs': '説明文の付いた絵がありません。',
    'bad-list': 'metadata.jsonl に読めない行があります。',
  },
  styles: {
    'no-table': '最初の行に name と prompt の列がありません。',
    'not-json': 'JSON として読めません。',
    'no-styles': '名前と言葉のあるスタイルが入っていません。',
    'too-many': 'スタイルは全部で 5000 個までです。',
    other: '（{{reason}}）',
  },
  translator: {
    'not-set': '翻訳先がまだ指定されていません。',
    unreachable: '翻訳先につながりません。',
    slow: '翻訳先から時間内に返事がありません。',
    refused: '翻訳先に断られました。',
    'bad-answer': '翻訳先の返事を読み取れません。',
    other: '（{{reason}}）',
  },
  saving: {
    ENOSPC: 'ディスクの空きがありません。',
    EDQUOT: '割り当てられた容量を使い切っています。',
    EACCES: '書き込む権限がありません。',
    EPERM: '書き込む権限がありません。',
    EROFS: '保存先が読み取り専用です。',
    ENOENT: '保存先のフォルダーが見つかりません。',
    changed:
      '書いたものが、読んだものと違います。コピー中に元のファイルが変わったのかもしれません。',
    EIO: 'ディスクの読み書きに失敗しました。',
    EEXIST: '同じ名前のものがすでにあります。',
    inside: '元のフォルダーの中には書き出せません。次に測るとき、写しまで数えてしまいます。',
    other: '（{{reason}}）',
  },
} as const;
