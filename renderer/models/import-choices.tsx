import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportRequest, Model } from '../../electron/api/contract/models.ts';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';

type Found<Value extends string> = Value | 'auto';

/** What a person may say about a model beyond where it is. */
export interface ImportChoices {
  readonly arm: Found<Model['arm']>;
  readonly prediction: Found<'epsilon' | 'v_prediction'>;
  readonly weights: 'last' | 'ema';
  /** Paths; empty where the model's own is used. */
  readonly vae: string;
  readonly tokenizer: string;
  readonly config: string;
}

export const noChoices: ImportChoices = {
  arm: 'auto',
  prediction: 'auto',
  weights: 'last',
  vae: '',
  tokenizer: '',
  config: '',
};

/** The request that a path and these choices make. */
export function requestOf(path: string, choices: ImportChoices): ImportRequest {
  const { arm, prediction, weights } = choices;
  const [vae, tokenizer, config] = [choices.vae, choices.tokenizer, choices.config].map((text) =>
    text.trim(),
  );
  const parts = {
    ...(vae && { vae }),
    ...(tokenizer && { tokenizer }),
    ...(config && { config }),
  };
  return {
    path,
    ...(arm !== 'auto' && { arm }),
    ...(prediction !== 'auto' && { predictionType: prediction }),
    ...(weights === 'ema' && { ema: true }),
    ...(Object.keys(parts).length > 0 && { parts }),
  };
}

interface ImportChoicesFieldsProps {
  readonly choices: ImportChoices;
  onChange(choices: ImportChoices): void;
}

/** The kind of model in sight; what few need behind a line that opens. */
export function ImportChoicesFields({ choices, onChange }: ImportChoicesFieldsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const change = (changed: Partial<ImportChoices>) => onChange({ ...choices, ...changed });
  return (
    <>
      <Select<ImportChoices['arm']>
        label={t('models.add.kind')}
        value={choices.arm}
        onValueChange={(arm) => change({ arm })}
        choices={[
          { value: 'auto', label: t('models.add.auto') },
          { value: 'ja', label: t('arms.ja.long') },
          { value: 'ja-stage1', label: t('arms.ja-stage1.long') },
          { value: 'en', label: t('arms.en.long') },
        ]}
      />
      <details
        className="flex flex-col text-sm"
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary className="cursor-pointer text-quiet">{t('models.add.more')}</summary>
        {open ? <Particulars choices={choices} change={change} /> : null}
      </details>
    </>
  );
}

interface ParticularsProps {
  readonly choices: ImportChoices;
  change(changed: Partial<ImportChoices>): void;
}

function Particulars({ choices, change }: ParticularsProps) {
  const { t } = useTranslation();
  return (
    <div className="mt-3 flex flex-col gap-3">
      {(['tokenizer', 'vae', 'config'] as const).map((part) => (
        <TextField
          key={part}
          label={t(`models.add.parts.${part}`)}
          hint={t(`models.add.partHints.${part}`)}
          value={choices[part]}
          onValueChange={(path) => change({ [part]: path })}
        />
      ))}
      <Select<ImportChoices['prediction']>
        label={t('models.add.prediction')}
        value={choices.prediction}
        onValueChange={(prediction) => change({ prediction })}
        choices={[
          { value: 'auto', label: t('models.add.auto') },
          { value: 'epsilon', label: t('models.add.predictions.epsilon') },
          { value: 'v_prediction', label: t('models.add.predictions.v_prediction') },
        ]}
      />
      <Select<ImportChoices['weights']>
        label={t('models.add.weights')}
        value={choices.weights}
        onValueChange={(weights) => change({ weights })}
        choices={[
          { value: 'last', label: t('models.add.weightKinds.last') },
          { value: 'ema', label: t('models.add.weightKinds.ema') },
        ]}
      />
    </div>
  );
}
