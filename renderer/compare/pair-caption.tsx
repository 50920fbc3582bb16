import { ArrowLeftRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Arm, ArmKind } from '../../electron/api/contract/arm.ts';
import { ArmBadge, ArmSeal } from '../ui/arm-badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Segmented } from '../ui/segmented.tsx';
import { captionHeight } from './arrange-panes.ts';
import { changeCompareView } from './compare-view.ts';

interface PairCaptionProps {
  arms: readonly Arm[];
  pair: readonly [number, number];
}

/** Under a stage with two layers: which two arms they are; with three arms or more, they are chosen here. */
export function PairCaption({ arms, pair }: PairCaptionProps) {
  const { t } = useTranslation();
  const lower = arms[pair[0]];
  const upper = arms[pair[1]];
  if (!lower || !upper) return null;
  const choose = (first: ArmKind, second: ArmKind) => changeCompareView({ pair: [first, second] });
  const many = arms.length > 2;
  return (
    <div className="flex items-center gap-3 px-1" style={{ height: captionHeight }}>
      <Side
        arm={lower}
        arms={many ? arms : null}
        label={t('compare.pair.first')}
        onChoose={(kind) => choose(kind, kind === upper.kind ? lower.kind : upper.kind)}
      />
      <IconButton
        size="small"
        label={t('compare.swap')}
        icon={<ArrowLeftRight aria-hidden className="size-4" strokeWidth={1.6} />}
        onClick={() => choose(upper.kind, lower.kind)}
      />
      <Side
        arm={upper}
        arms={many ? arms : null}
        label={t('compare.pair.second')}
        onChoose={(kind) => choose(kind === lower.kind ? upper.kind : lower.kind, kind)}
        end
      />
    </div>
  );
}

interface SideProps {
  arm: Arm;
  /** Those to choose from; null where there is no choice. */
  arms: readonly Arm[] | null;
  label: string;
  onChoose(kind: ArmKind): void;
  end?: boolean;
}

function Side({ arm, arms, label, onChoose, end = false }: SideProps) {
  const { t } = useTranslation();
  return (
    <div
      className={classNames('flex min-w-0 flex-1 items-center gap-2', end && 'flex-row-reverse')}
    >
      {arms ? (
        <Segmented
          label={label}
          value={arm.kind}
          onValueChange={onChoose}
          choices={arms.map(({ kind }) => ({
            value: kind,
            label: <ArmSeal arm={kind} />,
            name: t(`arms.${kind}.long`),
          }))}
          className="shrink-0"
        />
      ) : null}
      <ArmBadge arm={arm.kind} className="shrink-0" />
      <span className="min-w-0 truncate text-sm text-quiet" title={arm.prompt}>
        {arm.prompt}
      </span>
    </div>
  );
}
