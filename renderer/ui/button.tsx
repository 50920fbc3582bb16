import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import type { Side } from './place-tip.ts';
import { tip } from './tip.ts';

type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger';

export interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` is ink on paper, at most one per room. */
  look?: ButtonLook;
  size?: 'small' | 'medium' | 'large';
}

const looks: Record<ButtonLook, string> = {
  // The border is seen where the system forces its colours.
  primary: 'border border-transparent bg-ink text-ground hover:bg-ink/88 active:bg-ink/80',
  plain: 'border border-line bg-raised text-ink hover:border-line-strong active:bg-sunk',
  quiet: 'text-ink hover:bg-ink/7 active:bg-ink/12',
  danger: 'border border-line bg-raised text-danger hover:border-danger active:bg-danger-wash',
};

const sizes = {
  small: 'h-7 px-2.5 text-sm gap-1.5',
  medium: 'h-8 px-3 text-sm gap-2',
  large: 'h-11 px-4 text-base font-medium gap-2',
};

export function Button({ look = 'plain', size = 'medium', className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-md whitespace-nowrap transition-colors duration-100',
        'disabled:opacity-45',
        looks[look],
        sizes[size],
        className,
      )}
      {...rest}
    />
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** Name for those who do not see the icon; shown as a tooltip to those who do. */
  label: string;
  icon: ReactNode;
  look?: 'quiet' | 'plain';
  size?: 'small' | 'medium';
  tooltipSide?: Side;
}

export function IconButton({
  label,
  icon,
  look = 'quiet',
  size = 'medium',
  tooltipSide = 'top',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      {...tip(label, tooltipSide)}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-md transition-colors duration-100 disabled:opacity-45',
        size === 'small' ? 'size-7' : 'size-8',
        looks[look],
        className,
      )}
      {...rest}
    >
      {icon}
    </button>
  );
}
