import { useTranslation } from 'react-i18next';
import {
  algorithms,
  partsOfSampler,
  type Sampler,
  samplerWith,
  spacingsOf,
} from '../../electron/api/contract/sampler.ts';
import { changeDraft } from '../state/draft.ts';
import { Select } from '../ui/select.tsx';

const ownSpacing = 'own';

/** The algorithm, and beside it how the noise levels lie: the model's own way until the user chooses one. */
export function SamplerFields({ sampler }: { sampler: Sampler }) {
  const { t } = useTranslation();
  const { algorithm, spacing } = partsOfSampler(sampler);
  const possible = spacingsOf(algorithm);
  return (
    <div className="grid grid-cols-2 gap-2">
      <Select
        label={t('create.sampler')}
        value={algorithm}
        onValueChange={(chosen) => changeDraft({ sampler: samplerWith(chosen, spacing) })}
        choices={algorithms.map((value) => ({ value, label: t(`create.samplers.${value}`) }))}
      />
      <Select
        label={t('create.spacing')}
        value={spacing ?? ownSpacing}
        disabled={possible.length === 0}
        onValueChange={(chosen) =>
          changeDraft({ sampler: samplerWith(algorithm, chosen === ownSpacing ? null : chosen) })
        }
        choices={[
          { value: ownSpacing, label: t('create.spacings.own') },
          ...possible.map((value) => ({ value, label: t(`create.spacings.${value}`) })),
        ]}
      />
    </div>
  );
}
