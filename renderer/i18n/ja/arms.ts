export const arms = {
  ja: { seal: '日', short: '日本語', long: '日本語モデル' },
  en: { seal: '英', short: '英語', long: '英語モデル' },
  'en-raw': { seal: '英', short: '英語（原文のまま）', long: '英語モデルに日本語のまま' },
  'ja-stage1': { seal: '一', short: '第1段階', long: '日本語モデル・第1段階' },
} as const;
