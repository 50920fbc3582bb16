import { ChevronsLeftRight, ChevronsUpDown } from 'lucide-react';
import type { PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../ui/class-names.ts';

interface SlideDividerProps {
  direction: 'upright' | 'level';
  /** The part of the stage that the picture covers, in CSS pixels. */
  area: { left: number; top: number; width: number; height: number };
  /** 0 … 1 of the area. */
  position: number;
  onPositionChange(position: number): void;
}

const keySteps: Record<string, number> = {
  ArrowLeft: -0.01,
  ArrowUp: -0.01,
  ArrowRight: 0.01,
  ArrowDown: 0.01,
  PageUp: -0.1,
  PageDown: 0.1,
  Home: -1,
  End: 1,
};

/** The line between the two pictures: dragged with the pointer, or moved with the arrow keys while it has the focus. */
export function SlideDivider({ direction, area, position, onPositionChange }: SlideDividerProps) {
  const { t } = useTranslation();
  const upright = direction === 'upright';
  const percent = Math.round(position * 100);
  const Icon = upright ? ChevronsLeftRight : ChevronsUpDown;
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const stage = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!stage || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const at = upright
      ? (event.clientX - stage.left - area.left) / area.width
      : (event.clientY - stage.top - area.top) / area.height;
    onPositionChange(Math.min(1, Math.max(0, at)));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t('compare.divider.handle')}
      aria-orientation={upright ? 'horizontal' : 'vertical'}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={t('compare.divider.value', { percent })}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onKeyDown={(event) => {
        const step = keySteps[event.key];
        if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        onPositionChange(Math.min(1, Math.max(0, position + step * (event.shiftKey ? 5 : 1))));
      }}
      className={classNames(
        'group/divider absolute z-10 flex touch-none items-center justify-center outline-none',
        upright ? 'w-8 -translate-x-1/2 cursor-ew-resize' : 'h-8 -translate-y-1/2 cursor-ns-resize',
      )}
      style={
        upright
          ? { left: area.left + position * area.width, top: area.top, height: area.height }
          : { top: area.top + position * area.height, left: area.left, width: area.width }
      }
    >
      <span
        className={classNames(
          'absolute bg-raised shadow-[0_0_0_1px_rgb(0_0_0/0.35)]',
          upright ? 'h-full w-[2px]' : 'h-[2px] w-full',
        )}
      />
      <span className="relative flex size-7 items-center justify-center rounded-full bg-raised text-ink shadow-raised group-focus-visible/divider:outline-2 group-focus-visible/divider:outline-offset-2 group-focus-visible/divider:outline-focus">
        <Icon aria-hidden className="size-4" />
      </span>
    </div>
  );
}
