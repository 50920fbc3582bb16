import { Pause, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Difference } from '../../electron/api/contract/comparisons.ts';
import { IconButton } from '../ui/button.tsx';
import { Slider } from '../ui/slider.tsx';
import type { Steps } from './use-steps.ts';

interface StepScrubberProps {
  steps: Steps;
  /** How the two arms part that are looked at; null where that is not known. */
  parting: Difference['parting'];
}

/** Replays how the pictures came to be, above the curve of how far they are apart; a mark shows where they part. */
export function StepScrubber({ steps, parting }: StepScrubberProps) {
  const { t } = useTranslation();
  const last = steps.steps.length;
  if (last < 2) return null;
  const step = steps.steps[steps.at];
  const text =
    step === undefined
      ? t('compare.steps.finished')
      : t('compare.steps.step', { step, steps: steps.steps.at(-1) ?? step });
  const parts = parting?.step ?? null;
  return (
    <div className="flex h-11 shrink-0 items-center gap-3 border-t border-line px-3">
      <IconButton
        size="small"
        label={steps.playing ? t('compare.steps.pause') : t('compare.steps.play')}
        icon={
          steps.playing ? (
            <Pause aria-hidden className="size-4" strokeWidth={1.6} />
          ) : (
            <Play aria-hidden className="size-4" strokeWidth={1.6} />
          )
        }
        onClick={() => steps.setPlaying(!steps.playing)}
      />
      <div className="relative h-full grow">
        {parting ? <Curve curve={parting.curve} places={last} /> : null}
        {parts === null ? null : (
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-1 w-px bg-ink/60"
            style={{ left: percentAt(steps.steps.indexOf(parts), last) }}
          />
        )}
        <Slider
          label={t('compare.steps.label')}
          value={steps.at}
          valueText={text}
          onValueChange={steps.go}
          min={0}
          max={last}
          className="absolute inset-x-0 top-1/2 w-full -translate-y-1/2"
        />
      </div>
      <span className="figures w-24 shrink-0 text-right text-xs" data-testid="step">
        {text}
      </span>
      {parts === null ? null : (
        <button
          type="button"
          className="figures h-7 shrink-0 rounded-md px-1.5 text-xs text-quiet hover:bg-ink/7 hover:text-ink"
          title={t('compare.steps.partsWhy')}
          onClick={() => steps.go(steps.steps.indexOf(parts))}
        >
          {t('compare.steps.parts', { step: parts })}
        </button>
      )}
    </div>
  );
}

/** Radix lays the middle of a 14-pixel thumb between 7 pixels from either end. */
function percentAt(place: number, last: number): string {
  return `calc(7px + (100% - 14px) * ${place / last})`;
}

function Curve({ curve, places }: { curve: readonly number[]; places: number }) {
  const most = Math.max(1, ...curve);
  const points = curve.map((value, i) => `${(i / places) * 100},${100 - (value / most) * 92}`);
  return (
    <svg
      aria-hidden
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className="pointer-events-none absolute inset-x-[7px] inset-y-1.5 h-[calc(100%-12px)] w-[calc(100%-14px)] text-ink/12"
    >
      <polygon
        fill="currentColor"
        points={`0,100 ${points.join(' ')} ${((curve.length - 1) / places) * 100},100`}
      />
    </svg>
  );
}
