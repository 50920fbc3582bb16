import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';
import type { Viewport } from '../ui/use-viewport.ts';
import type { Size } from '../ui/viewport.ts';

interface PictureStageProps extends Omit<ComponentProps<'div'>, 'ref'> {
  label: string;
  size: Size;
  viewport: Viewport;
  children: ReactNode;
}

/** A pane that clips its pictures, with square corners because rounded ones would cut them, and hands wheel and drag to the viewport. */
export function PictureStage({ label, size, viewport, children, ...rest }: PictureStageProps) {
  return (
    <div
      {...viewport.pane}
      role="group"
      aria-label={label}
      data-testid="stage"
      className={classNames(
        'relative touch-none overflow-hidden bg-sunk',
        viewport.movable && 'cursor-grab active:cursor-grabbing',
      )}
      style={{ width: size.width, height: size.height }}
      {...rest}
    >
      {children}
    </div>
  );
}
