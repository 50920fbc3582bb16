import type { ArmKind } from '../api/contract/arm.ts';

export const armNames: Record<'ja' | 'en', Record<ArmKind, string>> = {
  ja: {
    ja: '日本語モデル',
    en: '英語モデル',
    'en-raw': '英語モデル（日本語のまま）',
    'ja-stage1': '日本語モデル・第1段階',
  },
  en: {
    ja: 'Japanese model',
    en: 'English model',
    'en-raw': 'English model, Japanese words',
    'ja-stage1': 'Japanese model, stage 1',
  },
};

export const reportWords = {
  ja: {
    right: '見どころ：',
    seed: 'シード',
    steps: 'ステップ',
    guidance: 'ガイダンス',
    missing: '絵なし',
    notPrinted: 'まだ刷っていません',
    sameNoise: '同じシードの絵は、どれも同じノイズから始まっています。',
    noVotes: 'まだ投票がありません。',
    votes: (count: number) => `目隠し投票 ${count} 票（ブラッドリー・テリー、95% 信頼区間）`,
    arm: 'モデル',
    rating: '強さ',
    interval: '信頼区間',
    wins: '勝',
    draws: '分',
    losses: '負',
    scores: (scorer: string) => `日本語の言葉との一致度（${scorer}、コサイン）`,
    meanScore: '平均',
    pictures: '枚数',
  },
  en: {
    right: 'A right picture shows:',
    seed: 'Seed',
    steps: 'steps',
    guidance: 'guidance',
    missing: 'no picture',
    notPrinted: 'Not printed yet',
    sameNoise: 'All pictures of a seed started from the same noise.',
    noVotes: 'Nobody has voted yet.',
    votes: (count: number) => `${count} blind votes (Bradley–Terry, 95 % confidence intervals)`,
    arm: 'Model',
    rating: 'Rating',
    interval: 'Interval',
    wins: 'Won',
    draws: 'Drawn',
    losses: 'Lost',
    scores: (scorer: string) => `Fit with the Japanese words (${scorer}, cosine)`,
    meanScore: 'Mean',
    pictures: 'Pictures',
  },
};
