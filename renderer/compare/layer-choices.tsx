import { useTranslation } from 'react-i18next';
import { Segmented } from '../ui/segmented.tsx';
import { Slider } from '../ui/slider.tsx';
import { changeCompareView, useCompareView } from './compare-view.ts';

/** By how much differences are amplified. */
export function GainChoice() {
  const { t } = useTranslation();
  const { gain } = useCompareView();
  return (
    <div className="flex shrink-0 items-center gap-2">
      <Slider
        label={t('compare.difference.gain')}
        value={gain}
        valueText={`× ${gain}`}
        onValueChange={(value) => changeCompareView({ gain: value })}
        min={1}
        max={16}
        className="w-28"
      />
      <span className="figures w-9 text-xs text-quiet">× {gain}</span>
    </div>
  );
}

const magnifications = [1, 2, 4] as const;

/** Size of the lens, and how much larger things are in it. */
export function LensChoice() {
  const { t } = useTranslation();
  const { lens, magnification } = useCompareView();
  return (
    <div className="flex shrink-0 items-center gap-3">
      <Slider
        label={t('compare.lens.size')}
        value={lens}
        valueText={`${lens} px`}
        onValueChange={(value) => changeCompareView({ lens: value })}
        min={80}
        max={480}
        step={20}
        className="w-24"
      />
      <Segmented
        label={t('compare.lens.magnification')}
        value={String(magnification)}
        onValueChange={(value) =>
          changeCompareView({
            magnification: magnifications.find((by) => String(by) === value) ?? 1,
          })
        }
        choices={magnifications.map((by) => ({ value: String(by), label: `${by}×` }))}
      />
    </div>
  );
}
