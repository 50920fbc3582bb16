import { useTranslation } from 'react-i18next';
import type { ScoredSet } from '../../electron/api/contract/cleaning.ts';
import { formatNumber } from '../ui/format.ts';
import { NumberField } from '../ui/number-field.tsx';
import { chooseThreshold, countBelow, thresholdOfShare } from './cleaning-run.ts';

/** From which score pairs stay, typed as it is or as a share of all. */
export function KeepChoice({ set, threshold }: { set: ScoredSet; threshold: number }) {
  const { t, i18n } = useTranslation();
  const { scores } = set;
  const stays = scores.length - countBelow(scores, threshold);
  const share = Math.round((stays / scores.length) * 1000) / 10;
  const number = (value: number) => formatNumber(value, i18n.language);
  return (
    <section aria-label={t('cleaning.keep.title')} className="flex flex-col gap-3">
      <h2 className="text-base font-medium">{t('cleaning.keep.title')}</h2>
      <div className="grid grid-cols-2 gap-3">
        <NumberField
          label={t('cleaning.keep.threshold')}
          value={Math.round(threshold * 1e4) / 1e4}
          onValueChange={(next) => chooseThreshold(set, Math.min(1, Math.max(-1, next)))}
          min={-1}
          max={1}
          step={0.001}
        />
        <NumberField
          label={t('cleaning.keep.share')}
          value={share}
          onValueChange={(next) =>
            chooseThreshold(set, thresholdOfShare(Math.min(100, Math.max(0, next)) / 100, scores))
          }
          min={0}
          max={100}
          step={1}
        />
      </div>
      <p role="status" className="figures text-sm" data-testid="stays">
        {t('cleaning.keep.stays', { stays: number(stays), all: number(scores.length) })}
      </p>
    </section>
  );
}
