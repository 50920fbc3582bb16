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
