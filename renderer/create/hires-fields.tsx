import { Scaling } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PrintSettings } from '../../electron/api/contract/recipe.ts';
import { sayInputProblem } from '../api/error-words.ts';
import { type DraftHiresFix, usualHiresFix } from '../state/draft-shape.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { Segmented } from '../ui/segmented.tsx';
import { FieldGroup, OpenButton } from './field-group.tsx';
import { StrengthRow } from './strength-row.tsx';
import { saySampler } from '../ui/say-sampler.ts';

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
    <OpenButton
      icon={<Scaling aria-hidden className="size-3.5" />}
      onOpen={() => changeDraft({ hiresFix: usualHiresFix })}
    >
      {t('create.hires.open')}
    </OpenButton>
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
    <FieldGroup
      title={t('create.hires.title')}
      closeLabel={t('create.hires.close')}
      onClose={() => changeDraft({ hiresFix: null })}
    >
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
      <OwnSecondPass hiresFix={hiresFix} />
      <p className="text-xs text-quiet">
        {t('create.hires.hint', { size: `${settings.width} × ${settings.height}` })}
      </p>
    </FieldGroup>
  );
}

/** What the second pass of a picture that was taken up again has of its own, and a way back to the usual. */
function OwnSecondPass({ hiresFix }: { hiresFix: DraftHiresFix }) {
  const { t } = useTranslation();
  const { scale, strength, steps, sampler } = hiresFix;
  if (steps === undefined && sampler === undefined) return null;
  const own = [
    ...(steps === undefined ? [] : [`${t('common.steps')} ${steps}`]),
    ...(sampler === undefined ? [] : [saySampler(sampler, t)]),
  ];
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 text-xs text-quiet">
      {t('create.hires.second', { how: own.join(' · ') })}
      <button
        type="button"
        className="rounded-sm text-ink underline underline-offset-2"
        onClick={() => changeDraft({ hiresFix: { scale, strength } })}
      >
        {t('create.hires.usual')}
      </button>
    </p>
  );
}
