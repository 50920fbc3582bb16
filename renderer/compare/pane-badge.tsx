import { useTranslation } from 'react-i18next';
import { ArmBadge, ArmSeal } from '../ui/arm-badge.tsx';
import { classNames } from '../ui/class-names.ts';
import type { Pane } from './viewed.ts';

/** The marks of a picture: its letter where it has one, and its arm's seal. */
export function PaneSeal({ pane: { kind, letter } }: { pane: Pane }) {
  return (
    <>
      {letter === null ? null : <Letter letter={letter} />}
      {kind === null ? null : <ArmSeal arm={kind} />}
    </>
  );
}

interface PaneBadgeProps {
  pane: Pane;
  length?: 'short' | 'long';
  className?: string;
}

/** The marks of a picture, and the name of the arm that made it. */
export function PaneBadge({ pane, length = 'short', className }: PaneBadgeProps) {
  const { t } = useTranslation();
  const { kind, letter } = pane;
  return (
    <span className={classNames('inline-flex items-center gap-1.5 text-sm', className)}>
      {letter === null ? null : <Letter letter={letter} />}
      {kind === null ? (
        <span className="text-quiet">{t('compare.chosen.elsewhere')}</span>
      ) : (
        <ArmBadge arm={kind} length={length} />
      )}
    </span>
  );
}

/** What a picture is called in a table, without its marks. */
export function usePaneName(): (pane: Pane) => string {
  const { t } = useTranslation();
  return ({ kind, letter }) =>
    letter ?? (kind === null ? t('compare.chosen.elsewhere') : t(`arms.${kind}.short`));
}

function Letter({ letter }: { letter: string }) {
  return (
    <span className="figures inline-flex size-[18px] shrink-0 items-center justify-center rounded-sm bg-ink text-[11px] leading-none font-bold text-ground">
      {letter}
    </span>
  );
}
