import { Check, Copy, Dices, Lock, LockOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { maxSeeds } from '../../electron/api/contract/generation.ts';
import { sayInputProblem } from '../api/error-words.ts';
import { changeDraft, redrawSeed, useDraft } from '../state/draft.ts';
import { asksForAnySeed } from '../state/seed-text.ts';
import { copyText } from '../ui/copy-text.ts';
import { IconButton } from '../ui/button.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { TextField } from '../ui/text-field.tsx';

interface SeedFieldProps {
  seedProblem: string | undefined;
  countProblem: string | undefined;
}

/** The first seed of the batch, as text (it may have 20 digits), and how many seeds follow it. */
export function SeedField({ seedProblem, countProblem }: SeedFieldProps) {
  const { t } = useTranslation();
  const { seed, seedLocked, count, variation } = useDraft();
  return (
    <div className="grid grid-cols-[1fr_76px] items-start gap-x-4">
      <TextField
        label={t('create.seed.label')}
        inputMode="numeric"
        placeholder={t('create.seed.placeholder')}
        className="figures"
        value={seed}
        onValueChange={(value) => {
          const typed = asksForAnySeed(value) ? '' : value;
          changeDraft({ seed: typed, seedLocked: typed !== '', seedSpent: typed === '' });
        }}
        error={sayInputProblem(seedProblem, t)}
        aside={
          <span className="-my-1 flex">
            <IconButton
              size="small"
              label={t('create.seed.dice')}
              icon={<Dices aria-hidden className="size-4" strokeWidth={1.6} />}
              onClick={redrawSeed}
            />
            <IconButton
              size="small"
              label={seedLocked ? t('create.seed.unlock') : t('create.seed.lock')}
              aria-pressed={seedLocked}
              disabled={seed === ''}
              icon={
                seedLocked ? (
                  <Lock aria-hidden className="size-4" strokeWidth={1.8} />
                ) : (
                  <LockOpen aria-hidden className="size-4" strokeWidth={1.6} />
                )
              }
              onClick={() => changeDraft({ seedLocked: !seedLocked })}
            />
            <CopySeed seed={seed} />
          </span>
        }
      />
      <NumberField
        label={variation === null ? t('create.count') : t('create.variation.count')}
        value={count}
        onValueChange={(value) => changeDraft({ count: value })}
        min={1}
        max={maxSeeds}
        error={sayInputProblem(countProblem, t)}
      />
    </div>
  );
}

function CopySeed({ seed }: { seed: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const Icon = copied ? Check : Copy;
  return (
    <IconButton
      size="small"
      label={copied ? t('common.copied') : t('create.seed.copy')}
      disabled={seed === ''}
      icon={<Icon aria-hidden className="size-3.5" strokeWidth={1.6} />}
      onBlur={() => setCopied(false)}
      onClick={() => void copyText(seed, t).then(setCopied)}
    />
  );
}
