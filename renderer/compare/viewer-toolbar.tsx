import { Info, Pause, Play, SplitSquareHorizontal, SplitSquareVertical } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../ui/button.tsx';
import type { Figure } from '../ui/draw-figure.ts';
import { FigureButton } from '../ui/figure-button.tsx';
import { formatSeconds } from '../ui/format.ts';
import { Kbd } from '../ui/kbd.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Slider } from '../ui/slider.tsx';
import type { Viewport } from '../ui/use-viewport.ts';
import { ZoomControls } from '../ui/zoom-controls.tsx';
import { changeCompareView, compareModes, useCompareView } from './compare-view.ts';
import type { CompareMode } from './compare-view.ts';
import { GainChoice, LensChoice } from './layer-choices.tsx';
import { longestBlink, shortestBlink } from './use-blink.ts';
import type { Blink } from './use-blink.ts';

interface ViewerToolbarProps {
  mode: CompareMode;
  viewport: Viewport | null;
  blink: Blink;
  /** The pictures as a figure with their words. */
  figure(): Figure;
  detailsOpen: boolean;
  onDetailsOpenChange(open: boolean): void;
}

/** How the pair is looked at, what belongs to that way of looking, and the zoom. */
export function ViewerToolbar({
  mode,
  viewport,
  blink,
  figure,
  detailsOpen,
  onDetailsOpenChange,
}: ViewerToolbarProps) {
  const { t } = useTranslation();
  return (
    <div
      role="toolbar"
      aria-label={t('compare.viewer')}
      className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5"
    >
      <Segmented
        label={t('compare.modes.label')}
        value={mode}
        onValueChange={(next) => changeCompareView({ mode: next })}
        choices={compareModes.map((value) => ({ value, label: t(`compare.modes.${value}`) }))}
        className="shrink-0"
      />
      {mode === 'slide' ? <DividerChoice /> : null}
      {mode === 'overlay' ? <OpacityChoice /> : null}
      {mode === 'blink' ? <BlinkControls blink={blink} /> : null}
      {mode === 'difference' ? <GainChoice /> : null}
      {mode === 'lens' ? <LensChoice /> : null}
      <div className="ml-auto flex items-center gap-3">
        {viewport ? <ZoomControls viewport={viewport} /> : null}
        <FigureButton name="nishiki-compare" figure={figure} />
        <IconButton
          label={detailsOpen ? t('compare.details.hide') : t('compare.details.show')}
          aria-pressed={detailsOpen}
          icon={<Info aria-hidden className="size-[18px]" strokeWidth={1.6} />}
          className={detailsOpen ? 'bg-ink/8' : ''}
          onClick={() => onDetailsOpenChange(!detailsOpen)}
        />
      </div>
    </div>
  );
}

function DividerChoice() {
  const { t } = useTranslation();
  const { divider } = useCompareView();
  const choice = (icon: ReactNode, value: 'upright' | 'level') => ({
    value,
    label: icon,
    name: t(`compare.divider.${value}`),
  });
  return (
    <Segmented
      label={t('compare.divider.label')}
      value={divider}
      onValueChange={(next) => changeCompareView({ divider: next })}
      choices={[
        choice(
          <SplitSquareHorizontal aria-hidden className="size-4" strokeWidth={1.6} />,
          'upright',
        ),
        choice(<SplitSquareVertical aria-hidden className="size-4" strokeWidth={1.6} />, 'level'),
      ]}
    />
  );
}

function OpacityChoice() {
  const { t } = useTranslation();
  const { opacity } = useCompareView();
  const percent = `${Math.round(opacity * 100)}%`;
  return (
    <div className="flex shrink-0 items-center gap-2">
      <Slider
        label={t('compare.opacity')}
        value={Math.round(opacity * 100)}
        valueText={percent}
        onValueChange={(value) => changeCompareView({ opacity: value / 100 })}
        min={0}
        max={100}
        className="w-32"
      />
      <span className="figures w-9 text-right text-xs text-quiet">{percent}</span>
    </div>
  );
}

function BlinkControls({ blink }: { blink: Blink }) {
  const { t, i18n } = useTranslation();
  const { interval } = useCompareView();
  const seconds = formatSeconds(interval / 1000, i18n.language);
  const Icon = blink.playing ? Pause : Play;
  return (
    <div className="flex shrink-0 items-center gap-2">
      <IconButton
        size="small"
        label={blink.playing ? t('compare.blink.pause') : t('compare.blink.play')}
        icon={<Icon aria-hidden className="size-4" strokeWidth={1.6} />}
        onClick={() => blink.setPlaying(!blink.playing)}
      />
      {blink.playing ? (
        <>
          <Slider
            label={t('compare.blink.interval')}
            value={interval}
            valueText={seconds}
            onValueChange={(value) => changeCompareView({ interval: value })}
            min={shortestBlink}
            max={longestBlink}
            step={50}
            className="w-28"
          />
          <span className="figures w-11 text-right text-xs whitespace-nowrap text-quiet">
            {seconds}
          </span>
        </>
      ) : (
        <Button size="small" look="quiet" onClick={blink.flip} aria-label={t('compare.blink.flip')}>
          <Kbd>Space</Kbd>
          <span className="text-xs text-quiet">{t('compare.blink.flipHint')}</span>
        </Button>
      )}
    </div>
  );
}
