import { ArrowLeftRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import type { Comparison } from '../../electron/api/contract/comparisons.ts';
import { ArmBadge, ArmSeal } from '../ui/arm-badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { boxLook } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { armCaption, armKeys } from './arm-names.ts';
import { captionHeight } from './arrange-panes.ts';
import { changeCompareView } from './compare-view.ts';

interface PairCaptionProps {
  comparison: Comparison;
  pair: readonly [number, number];
  /** Between the two: what the colours mean. */
  children?: ReactNode;
}

/** Under a stage with two layers: which two arms they are; with three arms or more, they are chosen here. */
export function PairCaption({ comparison, pair, children }: PairCaptionProps) {
  const { t } = useTranslation();
  const keys = armKeys(comparison.arms.map(({ kind }) => kind));
  const [lower, upper] = [keys[pair[0]], keys[pair[1]]];
  if (lower === undefined || upper === undefined) return null;
  const choose = (first: string, second: string) => changeCompareView({ pair: [first, second] });
  return (
    <div className="flex items-center gap-3 px-1" style={{ height: captionHeight }}>
      <Side
        comparison={comparison}
        arm={pair[0]}
        label={t('compare.pair.first')}
        onChoose={(key) => choose(key, key === upper ? lower : upper)}
      />
      <IconButton
        size="small"
        label={t('compare.swap')}
        icon={<ArrowLeftRight aria-hidden className="size-4" strokeWidth={1.6} />}
        onClick={() => choose(upper, lower)}
      />
      {children}
      <Side
        comparison={comparison}
        arm={pair[1]}
        label={t('compare.pair.second')}
        onChoose={(key) => choose(key === lower ? upper : lower, key)}
        end
      />
    </div>
  );
}

interface SideProps {
  comparison: Comparison;
  arm: number;
  label: string;
  onChoose(key: string): void;
  end?: boolean;
}

/** More arms than fit as a row of seals are chosen from a list. */
const mostSeals = 4;

function Side({ comparison, arm, label, onChoose, end = false }: SideProps) {
  const { t } = useTranslation();
  const { arms } = comparison;
  const keys = armKeys(arms.map(({ kind }) => kind));
  const shown = arms[arm];
  if (!shown) return null;
  const caption = armCaption(comparison, arm, t);
  const choices = arms.map(({ kind }, index) => ({
    value: keys[index] ?? '',
    label: <ArmSeal arm={kind} />,
    name:
      keys[index] === kind && comparison.origin?.type !== 'ablation'
        ? t(`arms.${kind}.long`)
        : `${t(`arms.${kind}.short`)} ${armCaption(comparison, index, t)}`,
  }));
  return (
    <div
      className={classNames('flex min-w-0 flex-1 items-center gap-2', end && 'flex-row-reverse')}
    >
      {arms.length > 2 && arms.length <= mostSeals ? (
        <Segmented
          label={label}
          value={keys[arm] ?? ''}
          onValueChange={onChoose}
          choices={choices}
          className="shrink-0"
        />
      ) : null}
      <ArmBadge arm={shown.kind} className="shrink-0" />
      {arms.length > mostSeals ? (
        <select
          aria-label={label}
          value={keys[arm]}
          onChange={(event) => onChoose(event.target.value)}
          className={classNames(boxLook, 'styled-select h-7 min-w-0 px-1.5 text-sm')}
        >
          {choices.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <span className="min-w-0 truncate text-sm text-quiet" title={shown.prompt}>
          {caption}
        </span>
      )}
    </div>
  );
}
