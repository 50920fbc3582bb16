import { useTranslation } from 'react-i18next';
import { heatRamp } from './difference-filter.tsx';

/** What the colours of the heat map mean, in grey levels of 0 … 255. */
export function HeatLegend({ gain }: { gain: number }) {
  const { t } = useTranslation();
  return (
    <div
      role="img"
      aria-label={t('compare.difference.legend', { most: Math.round(255 / gain) })}
      className="figures flex shrink-0 items-center gap-1.5 text-xs text-quiet"
    >
      <span>0</span>
      <span
        className="h-2 w-24 rounded-sm border border-line"
        style={{ background: `linear-gradient(to right, ${heatRamp.join(', ')})` }}
      />
      <span>{Math.round(255 / gain)}</span>
    </div>
  );
}
