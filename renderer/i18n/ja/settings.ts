export const settings = {
  looks: {
    title: '表示',
    themes: { system: 'システムに合わせる', light: '和紙', dark: '墨' },
  },
  places: {
    title: '保存先',
    move: '絵と履歴はこのフォルダーにまとまっています。場所を変えるときは、Nishiki を閉じてフォルダーごと移し、環境変数 NISHIKI_DATA に新しい場所を書いてください。',
    version: 'バージョン',
  },
  printing: {
    title: '刷るとき',
    safetyChecker: 'セーフティチェッカーで確かめる',
    safetyCheckerHint:
      'モデルのフォルダーに safety_checker があれば、できた絵を確かめ、引っかかった絵は黒く塗って、そう知らせます。',
    watermark: '見えない透かしを入れる',
    watermarkHint:
      '画素に「Nishiki」と書き込みます。目には見えませんが、同じシードの基準の絵とは画素が少し変わります。',
    taesd: '途中の絵を描く TAESD',
    taesdHint:
      'TAESD のフォルダーか taesd_decoder ファイル。なければ途中の絵は潜在変数から推し量ります（時間はほぼかかりません）。',
    useTaesd: 'これを使う',
    taesdUsed: '途中の絵を TAESD で描きます',
    stopTaesd: '使わない',
    taesdOff: '途中の絵を推し量ります',
  },
  translator: {
    title: '翻訳',
    text: '英語モデルのプロンプトは、ふだんは付属の用語集で訳します。OpenAI 互換の翻訳先（手元で動く言語モデルなど）を決めると、「制作」からそこへ訳を頼めます。頼んだときだけ、プロンプトがその宛先へ送られます。',
    address: '翻訳先のアドレス',
    model: 'モデルの名前',
    key: 'API キー（必要な場合）',
    keys: {
      none: 'キーは保存されていません。',
      saved: 'キーは保存されています。変えるときだけ書いてください。',
      unreadable: '保存されたキーを読めません。もう一度書いてください。',
    },
    save: '保存',
    saved: '翻訳先を保存しました',
    turnOff: '使わない',
    off: '翻訳先を外しました',
  },
  privacy: {
    title: 'プライバシー',
    text: '書いた言葉も、できた絵も、この機械の外へは出ません。利用状況の送信も、更新の問い合わせもしません。',
    network: '外とつながるのは、モデルのダウンロードや翻訳など、自分で始めたときだけです。',
  },
  diagnostics: {
    title: '記録と診断',
    text: '不具合の原因を調べられるように、動いた様子をログに書きとめます。ログはこの機械の中だけに残り、合言葉（トークン）やパスワード、ホームフォルダーの名前は書きません。',
    level: '書きとめる範囲',
    levels: { error: 'エラー', warn: '警告', info: 'ふつう', debug: 'すべて' },
    prompts: 'プロンプトも書きとめる（診断ファイルには入りません）',
    folder: 'フォルダー',
    noFolder: 'ありません（データのフォルダーに書き込めません）',
    show: 'ログを見る',
    hide: 'ログを隠す',
    open: 'フォルダーを開く',
    log: 'ログ',
    empty: '起動してから書きとめたことはありません。',
    bundle: '診断ファイルを保存',
    bundleText:
      '相談するときのために、バージョン、デバイス、設定、データベースの検査結果、ログ、障害の記録を zip ファイルにまとめます。絵もプロンプトも合言葉も入りません。ひとりでにどこかへ送られることはありません。',
  },
  about: {
    title: 'このソフトについて',
    text: '錦（Nishiki）は、日本語版 Stable Diffusion のための制作室です。',
    licences: 'ライセンス一覧',
    what: '名前',
    licence: 'ライセンス',
    own: 'Nishiki 本体、付属のデモモデル・辞書・お題集',
    vocabulary: 'CLIP の語彙（OpenAI）の許諾文',
  },
} as const;
