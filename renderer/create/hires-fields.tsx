import { Scaling, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PrintSettings } from '../../electron/api/contract/recipe.ts';
import { sayInputProblem } from '../api/error-words.ts';
import { type DraftHiresFix, usualHiresFix } from '../state/draft-shape.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { IconButton } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { StrengthRow } from './strength-row.tsx';

const scales = ['1.5', '2', '3', '4'] as const;

interface HiresFieldsProps {
  settings: PrintSettings;
  problem: string | undefined;
}

/** A second pass at a larger size. A run that begins from a picture has none: it is drawn over already. */
export function HiresFields({ settings, problem }: HiresFieldsProps) {
  const { t } = useTranslation();
  const hiresFix = useDraft((draft) => draft.hiresFix);
  const beginsFromPicture = useDraft((draft) => draft.initImage !== null);
  if (beginsFromPicture) return null;
  if (hiresFix !== null) {
    return <ChosenScale hiresFix={hiresFix} settings={settings} problem={problem} />;
  }
  return (
    <button
      type="button"
      className="inline-flex items-center gap-1.5 self-start rounded-sm text-sm text-quiet hover:text-ink"
      onClick={() => changeDraft({ hiresFix: usualHiresFix })}
    >
      <Scaling aria-hidden className="size-3.5" />
      {t('create.hires.open')}
    </button>
  );
}

function ChosenScale({
  hiresFix,
  settings,
  problem,
}: HiresFieldsProps & { hiresFix: DraftHiresFix }) {
  const { t } = useTranslation();
  const change = (fields: Partial<DraftHiresFix>) =>
    changeDraft({ hiresFix: { ...hiresFix, ...fields } });
  return (
    <div
      role="group"
      aria-label={t('create.hires.title')}
      className="flex flex-col gap-2 border-l-2 border-line pl-3"
    >
      <div className="-my-1 flex items-center justify-between">
        <span className="text-sm">{t('create.hires.title')}</span>
        <IconButton
          size="small"
          label={t('create.hires.close')}
          icon={<X aria-hidden className="size-4" strokeWidth={1.6} />}
          onClick={() => changeDraft({ hiresFix: null })}
        />
      </div>
      <Segmented
        label={t('create.hires.scale')}
        look="chips"
        className="grid! grid-cols-4 gap-1!"
        value={scales.find((scale) => Number(scale) === hiresFix.scale) ?? null}
        onValueChange={(scale) => change({ scale: Number(scale) })}
        choices={scales.map((scale) => ({
          value: scale,
          label: <span className="figures">{`×${scale}`}</span>,
        }))}
      />
      <StrengthRow
        label={t('create.hires.strength')}
        value={hiresFix.strength}
        onValueChange={(strength) => change({ strength })}
        problem={sayInputProblem(problem, t)}
      />
      <p className="text-xs text-quiet">
        {t('create.hires.hint', { size: `${settings.width} × ${settings.height}` })}
      </p>
    </div>
  );
}
