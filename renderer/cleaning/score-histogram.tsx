import { ChevronsLeftRight } from 'lucide-react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { countScores } from '../../electron/api/contract/choose-kept.ts';
import type { ScoredSet } from '../../electron/api/contract/cleaning.ts';
import { chooseThreshold, toPlaces } from './cleaning-run.ts';

const bins = 60;
const keySteps: Record<string, number> = {
  ArrowLeft: -0.001,
  ArrowDown: -0.001,
  ArrowRight: 0.001,
  ArrowUp: 0.001,
  PageDown: -0.01,
  PageUp: 0.01,
  Home: -Infinity,
  End: Infinity,
};

/** How the scores lie, and the threshold among them: dragged, or moved with the arrow keys. What stays is ink. */
export function ScoreHistogram({ set, threshold }: { set: ScoredSet; threshold: number }) {
  const { t } = useTranslation();
  const { scores } = set;
  const counts = useMemo(() => countScores(scores, bins), [scores]);
  const lowest = scores[0] ?? 0;
  const highest = scores.at(-1) ?? 0;
  const most = Math.max(...counts.map(({ count }) => count));
  const width = highest - lowest;
  const share = width === 0 ? (threshold > lowest ? 1 : 0) : (threshold - lowest) / width;
  const percent = Math.min(1, Math.max(0, share)) * 100;
  const choose = (value: number) => chooseThreshold(set, toPlaces(value));
  const pointAt = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    choose(lowest + at * width);
  };
  const press = (event: KeyboardEvent) => {
    const step = keySteps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = threshold + step * (event.shiftKey ? 10 : 1);
    choose(Math.min(highest, Math.max(lowest, next)));
  };
  const bars = (look: string) =>
    counts.map(({ from, count }) => (
      <span
        key={from}
        className={`min-w-0 grow basis-0 forced-color-adjust-none ${look}`}
        style={{ height: count === 0 ? 0 : `max(${(count / most) * 100}%, 2px)` }}
      />
    ));
  return (
    <div className="shrink-0 px-6 pt-5 pb-3">
      <div
        className="relative h-36 cursor-ew-resize touch-none select-none short:h-20"
        data-testid="histogram"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          pointAt(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) pointAt(event);
        }}
      >
        <div aria-hidden className="absolute inset-0 flex items-end gap-px border-b border-line">
          {bars('bg-line-strong/45')}
        </div>
        <div
          aria-hidden
          className="absolute inset-0 flex items-end gap-px border-b border-line bg-ground"
          style={{ clipPath: `inset(0 0 0 ${percent}%)` }}
        >
          {bars('bg-ink')}
        </div>
        <div
          role="slider"
          tabIndex={0}
          aria-label={t('cleaning.keep.threshold')}
          aria-valuemin={lowest}
          aria-valuemax={highest}
          aria-valuenow={Math.min(highest, Math.max(lowest, threshold))}
          aria-valuetext={threshold.toFixed(4)}
          onKeyDown={press}
          className="group/threshold absolute inset-y-0 flex w-7 -translate-x-1/2 items-start justify-center outline-none"
          style={{ left: `${percent}%` }}
        >
          <span className="absolute inset-y-0 w-[2px] bg-ink shadow-[0_0_0_1px_var(--ground)]" />
          <span className="relative flex size-6 items-center justify-center rounded-full border border-line bg-raised shadow-raised group-focus-visible/threshold:outline-2 group-focus-visible/threshold:outline-offset-2 group-focus-visible/threshold:outline-focus">
            <ChevronsLeftRight aria-hidden className="size-3.5" />
          </span>
        </div>
      </div>
      <div aria-hidden className="figures mt-1 flex justify-between text-xs text-quiet">
        {[lowest, lowest + width / 2, highest].map((value, place) => (
          <span key={place}>{value.toFixed(3)}</span>
        ))}
      </div>
    </div>
  );
}
