import { useTranslation } from 'react-i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { classNames } from './class-names.ts';
import { armLook } from './arm-look.ts';

/** The arm's seal: one character on its colour, like the printer's mark on a sheet. */
export function ArmSeal({ arm, className }: { arm: ArmKind; className?: string }) {
  const { t } = useTranslation();
  const look = armLook[arm];
  return (
    <span
      aria-hidden
      className={classNames(
        'inline-flex size-[18px] shrink-0 items-center justify-center rounded-sm font-sans text-[11px] leading-none font-bold forced-color-adjust-none',
        look.seal,
        className,
      )}
    >
      {t(`arms.${arm}.seal`)}
    </span>
  );
}

interface ArmBadgeProps {
  arm: ArmKind;
  /** `short`: Japanese · English. `long`: says what the arm is. */
  length?: 'short' | 'long';
  className?: string;
}

/** Seal and name of an arm. */
export function ArmBadge({ arm, length = 'short', className }: ArmBadgeProps) {
  const { t } = useTranslation();
  return (
    <span className={classNames('inline-flex items-center gap-1.5 text-sm', className)}>
      <ArmSeal arm={arm} />
      <span className={armLook[arm].text}>{t(`arms.${arm}.${length}`)}</span>
    </span>
  );
}
