import type { ArmKind } from '../api/contract/arm.ts';
import { partsOfSampler, samplers } from '../api/contract/sampler.ts';
import {
  samplers as englishSamplers,
  spacings as englishSpacings,
} from '../api/contract/words/en/samplers.ts';
import {
  samplers as japaneseSamplers,
  spacings as japaneseSpacings,
} from '../api/contract/words/ja/samplers.ts';

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

/** A sampler as people call it, e.g. `DPM++ 2M, Karras`; what this Nishiki does not know as it is written. */
export function saySampler(name: string, language: 'ja' | 'en'): string {
  const sampler = samplers.find((known) => known === name);
  if (sampler === undefined) return name;
  const { algorithm, spacing } = partsOfSampler(sampler);
  const [names, levels] =
    language === 'ja' ? [japaneseSamplers, japaneseSpacings] : [englishSamplers, englishSpacings];
  const parts = [names[algorithm], ...(spacing === null ? [] : [levels[spacing]])];
  return parts.join(language === 'ja' ? '、' : ', ');
}
