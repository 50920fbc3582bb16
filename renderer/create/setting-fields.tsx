import { ArrowLeftRight, RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { sayInputProblem } from '../api/error-words.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { armsOf, firstSizeOf, settingsOf } from '../state/settle-draft.ts';
import type { DraftProblems } from '../state/settle-draft.ts';
import { aspectOf, aspects, sizeFor } from '../state/size-choices.ts';
import { IconButton } from '../ui/button.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { saySampler } from '../ui/say-sampler.ts';
import { Slider } from '../ui/slider.tsx';
import { SamplerFields } from './sampler-fields.tsx';
import { samplerFromPicture } from '../../electron/api/contract/sampler.ts';

interface SettingFieldsProps {
  models: readonly Model[];
  problems: DraftProblems;
}

/** Size, steps, guidance, sampler: the model's own values until the user sets others. */
export function SettingFields({ models, problems }: SettingFieldsProps) {
  const { t } = useTranslation();
  const draft = useDraft();
  const settings = settingsOf(draft, models);
  const size = firstSizeOf(settings);
  const native = armsOf(draft, models)[0]?.model.recommended ?? settings;
  const changed = [draft.width, draft.height, draft.steps, draft.guidance, draft.sampler].some(
    (value) => value !== null,
  );
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1.5">
        <span className="text-sm text-quiet">{t('create.size.title')}</span>
        <Segmented
          label={t('create.size.title')}
          look="chips"
          className="grid! grid-cols-5 gap-1!"
          value={aspectOf(size, native)}
          onValueChange={(aspect) => changeDraft(sizeFor(aspect, native))}
          choices={aspects.map((aspect) => ({
            value: aspect,
            label: (
              <>
                <AspectShape aspect={aspect} />
                <span className="figures text-xs">{aspect}</span>
              </>
            ),
          }))}
        />
        <div className="grid grid-cols-[1fr_auto_1fr] items-end gap-1">
          <NumberField
            label={t('create.size.width')}
            value={size.width}
            onValueChange={(width) => changeDraft({ width })}
            min={64}
            max={2048}
            step={8}
          />
          <IconButton
            label={t('create.size.swap')}
            icon={<ArrowLeftRight aria-hidden className="size-4" strokeWidth={1.6} />}
            disabled={size.width === size.height}
            onClick={() => changeDraft({ width: size.height, height: size.width })}
          />
          <NumberField
            label={t('create.size.height')}
            value={size.height}
            onValueChange={(height) => changeDraft({ height })}
            min={64}
            max={2048}
            step={8}
          />
        </div>
        {problems.size === undefined ? null : (
          <p role="alert" className="text-xs text-danger">
            {sayInputProblem(problems.size, t)}
          </p>
        )}
      </div>
      <SliderRow
        label={t('create.steps')}
        value={settings.steps}
        onValueChange={(steps) => changeDraft({ steps })}
        min={1}
        max={500}
        sliderMax={100}
        problem={sayInputProblem(problems.steps, t)}
      />
      <SliderRow
        label={t('create.guidance')}
        value={settings.guidance}
        onValueChange={(guidance) => changeDraft({ guidance })}
        min={1}
        max={30}
        sliderMax={20}
        step={0.5}
        problem={sayInputProblem(problems.guidance, t)}
      />
      <SamplerFields sampler={settings.sampler} />
      {settings.initImage && samplerFromPicture(settings.sampler) !== settings.sampler ? (
        <p className="-mt-2 text-xs text-quiet">
          {t('create.begin.sampler', {
            better: saySampler(samplerFromPicture(settings.sampler), t),
          })}
        </p>
      ) : null}
      {changed ? (
        <button
          type="button"
          className="-mt-1 inline-flex items-center gap-1.5 self-start rounded-sm text-xs text-quiet hover:text-ink"
          onClick={() =>
            changeDraft({ width: null, height: null, steps: null, guidance: null, sampler: null })
          }
        >
          <RotateCcw aria-hidden className="size-3" />
          {t('create.recommended')}
        </button>
      ) : null}
    </div>
  );
}

interface SliderRowProps {
  label: string;
  value: number;
  onValueChange(value: number): void;
  min: number;
  /** What may be typed. */
  max: number;
  /** What the slider reaches: the useful part of the range. */
  sliderMax: number;
  step?: number;
  problem: string | null;
}

function SliderRow({ label, sliderMax, problem, ...range }: SliderRowProps) {
  return (
    <div className="grid grid-cols-[1fr_76px] items-end gap-x-4">
      <div className="flex flex-col gap-1">
        <span aria-hidden className="text-sm text-quiet">
          {label}
        </span>
        <div className="flex h-8 items-center">
          <Slider
            label={label}
            value={Math.min(range.value, sliderMax)}
            onValueChange={range.onValueChange}
            min={range.min}
            max={sliderMax}
            step={range.step ?? 1}
          />
        </div>
      </div>
      <NumberField
        label={label}
        labelHidden
        value={range.value}
        onValueChange={range.onValueChange}
        min={range.min}
        max={range.max}
        step={range.step ?? 1}
        error={problem}
      />
    </div>
  );
}

/** The ratio drawn as a small sheet. */
function AspectShape({ aspect }: { aspect: string }) {
  const [w = 1, h = 1] = aspect.split(':').map(Number);
  const scale = 11 / Math.max(w, h);
  return (
    <span
      aria-hidden
      className="border border-current"
      style={{ width: Math.round(w * scale), height: Math.round(h * scale) }}
    />
  );
}
