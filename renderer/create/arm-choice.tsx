import { useTranslation } from 'react-i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { armOrder } from '../state/draft-shape.ts';
import { useDraft } from '../state/draft.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { classNames } from '../ui/class-names.ts';
import { tip } from '../ui/tip.ts';

interface ArmChoiceProps {
  /** What is added. */
  name: string;
  /** The arms that have it; undefined for all. */
  only: readonly ArmKind[] | undefined;
  onOnlyChange(only: readonly ArmKind[] | undefined): void;
}

/** Which arms have what is added: a seal for each that is switched on, pressed where it does. One arm alone has it anyway. */
export function ArmChoice({ name, only, onOnlyChange }: ArmChoiceProps) {
  const { t } = useTranslation();
  const arms = useDraft((draft) => draft.arms);
  const shown = armOrder.filter((kind) => arms[kind]);
  if (shown.length < 2 && (only === undefined || shown.every((kind) => only.includes(kind)))) {
    return null;
  }
  const toggle = (kind: ArmKind) => {
    const before = only ?? shown;
    const next = before.includes(kind)
      ? before.filter((other) => other !== kind)
      : [...before, kind];
    // Whoever wants it nowhere takes it off.
    if (!next.some((other) => arms[other])) return;
    onOnlyChange(shown.every((other) => next.includes(other)) ? undefined : next);
  };
  return (
    <div role="group" aria-label={t('create.added.arms', { name })} className="flex gap-1">
      {shown.map((kind) => {
        const isOn = only === undefined || only.includes(kind);
        const label = t(isOn ? 'create.added.armOn' : 'create.added.armOff', {
          arm: t(`arms.${kind}.long`),
        });
        return (
          <button
            key={kind}
            type="button"
            aria-pressed={isOn}
            aria-label={t(`arms.${kind}.long`)}
            {...tip(label)}
            className={classNames(
              'flex size-6 items-center justify-center rounded-md hover:bg-ink/7',
              !isOn && 'opacity-35 hover:opacity-70',
            )}
            onClick={() => toggle(kind)}
          >
            <ArmSeal arm={kind} />
          </button>
        );
      })}
    </div>
  );
}
