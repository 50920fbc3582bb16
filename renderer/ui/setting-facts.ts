import type { TFunction } from 'i18next';
import type { HiresFix, PrintSettings } from '../../electron/api/contract/recipe.ts';
import { saySampler } from './say-sampler.ts';

export interface SettingFact {
  readonly name: string;
  readonly value: string;
}

/** Every setting of a run in words, always the same ones in the same order; `—` for what it does without. */
export function settingFacts(settings: PrintSettings, t: TFunction): SettingFact[] {
  const { variation, initImage, deepCache, hiresFix } = settings;
  const none = '—';
  const facts: [string, string][] = [
    [t('common.size'), `${settings.width} × ${settings.height}`],
    [t('create.hires.first'), hiresFix ? describeHiresFix(hiresFix) : none],
    [t('common.steps'), String(settings.steps)],
    [t('common.guidance'), String(settings.guidance)],
    [t('common.sampler'), saySampler(settings.sampler, t)],
    [t('create.reading.title'), t(`create.reading.${settings.promptSyntax}`)],
    [t('create.reading.clipSkip'), String(settings.clipSkip)],
    [
      t('create.speed.title'),
      deepCache === undefined
        ? t('create.speed.exact')
        : t('create.speed.other', { interval: deepCache }),
    ],
    [t('create.noise.title'), t(`create.noise.${settings.noiseSource}`)],
    [t('create.variation.title'), variation ? `${variation.seed} · ${variation.strength}` : none],
    [
      t('create.begin.title'),
      initImage
        ? [
            initImage.image.slice(0, 12),
            initImage.strength,
            initImage.mask ? t('create.mask.there') : '',
          ]
            .filter((part) => part !== '')
            .join(' · ')
        : none,
    ],
  ];
  return facts.map(([name, value]) => ({ name, value }));
}

/** What a figure says of how its pictures were made. */
export type FigureFact = 'seed' | 'size' | 'steps' | 'sampler' | 'guidance';

/** `Seed 42 · 256×256 · 20 steps · DPM++ 2M · Guidance 7.5`, without what the pictures differ in. */
export function figureNote(
  { width, height, steps, sampler, guidance }: PrintSettings,
  seed: string,
  differing: ReadonlySet<unknown>,
  t: TFunction,
): string {
  const facts: [FigureFact, string][] = [
    ['seed', t('common.seedValue', { seed })],
    ['size', `${width}×${height}`],
    ['steps', `${t('common.steps')} ${steps}`],
    ['sampler', saySampler(sampler, t)],
    ['guidance', `${t('common.guidance')} ${guidance}`],
  ];
  return facts.flatMap(([name, value]) => (differing.has(name) ? [] : [value])).join(' · ');
}

/** `256 × 256 · 0.5`: the first pass, and how much was drawn over. */
export function describeHiresFix({ width, height, strength }: HiresFix): string {
  return `${width} × ${height} · ${strength}`;
}
