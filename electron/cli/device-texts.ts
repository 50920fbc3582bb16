import type { Language } from '../language.ts';

const english = {
  option:
    'compute on: auto, cpu, cuda, dml, coreml or webgpu; with a colon and a number another card (cuda:1)',
  choices: 'auto, cpu, cuda, dml, coreml, webgpu, cuda:1 …',
  use: (profile: string) => `  used as ${profile}`,
};

const japanese: typeof english = {
  option:
    '計算に使うデバイス: auto、cpu、cuda、dml、coreml、webgpu。2 枚目以降のカードはコロンと番号で（cuda:1）',
  choices: 'auto、cpu、cuda、dml、coreml、webgpu、cuda:1 など',
  use: (profile) => `  使い方: ${profile}`,
};

/** What the command line says of what it computes on. */
export const deviceTexts: Record<Language, typeof english> = { en: english, ja: japanese };
