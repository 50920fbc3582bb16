import { useTranslation } from 'react-i18next';
import type { Margins } from '../../electron/api/contract/init-image.ts';
import type { PrintSettings } from '../../electron/api/contract/recipe.ts';
import type { DraftInitImage } from '../state/draft-shape.ts';
import { changeDraft } from '../state/draft.ts';
import { NumberField } from '../ui/number-field.tsx';

const sides = ['left', 'right', 'top', 'bottom'] as const;
const noMargins: Margins = { left: 0, right: 0, top: 0, bottom: 0 };

interface MarginFieldsProps {
  initImage: DraftInitImage;
  settings: PrintSettings;
}

/** Pixels painted on beyond each side; the run grows by them, and the picture in its middle keeps its size. */
export function MarginFields({ initImage, settings }: MarginFieldsProps) {
  const { t } = useTranslation();
  const before = initImage.margins ?? noMargins;
  const change = (side: keyof Margins, pixels: number) => {
    const margins = { ...before, [side]: pixels };
    const grown = pixels - before[side];
    const isWide = side === 'left' || side === 'right';
    changeDraft({
      initImage: { ...initImage, margins },
      width: settings.width + (isWide ? grown : 0),
      height: settings.height + (isWide ? 0 : grown),
    });
  };
  return (
    <fieldset className="grid grid-cols-4 gap-2">
      <legend className="sr-only">{t('create.begin.widen')}</legend>
      {sides.map((side) => (
        <NumberField
          key={side}
          label={t(`create.begin.sides.${side}`)}
          value={before[side]}
          onValueChange={(pixels) => change(side, pixels)}
          min={0}
          max={1024}
          step={8}
        />
      ))}
    </fieldset>
  );
}
