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
