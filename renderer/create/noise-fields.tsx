import { Blend, Dices } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { noiseSources } from '../../electron/api/contract/noise.ts';
import { sayInputProblem } from '../api/error-words.ts';
import type { DraftVariation } from '../state/draft-shape.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { asksForAnySeed, drawSeed } from '../state/seed-text.ts';
import { IconButton } from '../ui/button.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { FieldGroup, OpenButton } from './field-group.tsx';
import { StrengthRow } from './strength-row.tsx';

/** What the noise is made of besides the seed: whose random numbers, and how far towards another seed. */
export function NoiseFields({ problem }: { problem: string | undefined }) {
  const { t } = useTranslation();
  const { noiseSource, variation } = useDraft();
  return (
    <div className="flex flex-col gap-4">
      {variation === null ? (
        <VaryButton />
      ) : (
        <VariationFields variation={variation} problem={problem} />
      )}
      <Select
        label={t('create.noise.title')}
        value={noiseSource}
        onValueChange={(source) => changeDraft({ noiseSource: source })}
        choices={noiseSources.map((source) => ({
          value: source,
          label: t(`create.noise.${source}`),
        }))}
      />
    </div>
  );
}

/** Variations are of one picture: its seed is kept, or drawn now. */
function VaryButton() {
  const { t } = useTranslation();
  const seed = useDraft((draft) => draft.seed);
  return (
    <OpenButton
      icon={<Blend aria-hidden className="size-3.5" />}
      onOpen={() =>
        changeDraft({
          variation: { seed: '', strength: 0.2 },
          seed: seed === '' ? drawSeed() : seed,
          seedLocked: true,
          seedSpent: false,
        })
      }
    >
      {t('create.variation.open')}
    </OpenButton>
  );
}

interface VariationFieldsProps {
  variation: DraftVariation;
  problem: string | undefined;
}

function VariationFields({ variation, problem }: VariationFieldsProps) {
  const { t } = useTranslation();
  const change = (fields: Partial<DraftVariation>) =>
    changeDraft({ variation: { ...variation, ...fields } });
  const ofSeed = problem?.startsWith('seed') === true;
  return (
    <FieldGroup
      title={t('create.variation.title')}
      closeLabel={t('create.variation.close')}
      onClose={() => changeDraft({ variation: null })}
    >
      <StrengthRow
        label={t('create.variation.strength')}
        value={variation.strength}
        onValueChange={(strength) => change({ strength })}
        problem={ofSeed ? null : sayInputProblem(problem, t)}
      />
      <TextField
        label={t('create.variation.seed')}
        inputMode="numeric"
        placeholder={t('create.seed.placeholder')}
        className="figures"
        value={variation.seed}
        onValueChange={(seed) => change({ seed: asksForAnySeed(seed) ? '' : seed })}
        error={ofSeed ? sayInputProblem(problem, t) : null}
        aside={
          <span className="-my-1 flex">
            <IconButton
              size="small"
              label={t('create.variation.dice')}
              icon={<Dices aria-hidden className="size-4" strokeWidth={1.6} />}
              onClick={() => change({ seed: drawSeed() })}
            />
          </span>
        }
      />
      <p className="text-xs text-quiet">{t('create.variation.hint')}</p>
    </FieldGroup>
  );
}
