export const remote = {
  line: {
    off: 'ほかの機械では刷っていません。',
    connecting: '{{address}} につないでいます…',
    connected: '{{address}} につながっています',
    lost: '{{address}} との接続が切れました。',
    refused: '{{address}} に接続を拒まれました。',
    unreadable: '保存されたアドレスを読めません。',
  },
  advice: {
    lost: 'つなぎ直しています。頼んだ絵は失われず、つながると続きを刷ります。',
    refused: 'アドレスのユーザー名とパスワードを確かめてください。頼んだ絵は待っています。',
    unreadable: '別のソフトかユーザーが保存したものです。もう一度書いてください。',
  },
  nobodyHere: 'ワーカーがいないので、この機械だけで刷ります。',
  nobodyWaits: 'ワーカーがいません。来るまで絵は待っています。',
  workers: 'ほかの機械のワーカー',
  state: {
    idle: '待機中',
    fetching: 'モデルを取得中',
    loading: '読み込み中',
    printing: '生成中',
    full: 'ディスクがいっぱい',
  },
  toSettings: '設定を開く',
} as const;
