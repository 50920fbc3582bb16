import { ArrowLeftRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { boxLook } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { captionHeight } from './arrange-panes.ts';
import { changeCompareView } from './compare-view.ts';
import { PaneBadge, PaneSeal } from './pane-badge.tsx';
import type { Pane } from './viewed.ts';

interface PairCaptionProps {
  panes: readonly Pane[];
  pair: readonly [number, number];
  /** Between the two: what the colours mean. */
  children?: ReactNode;
}

/** Under a stage with two layers: which two pictures they are; of three or more, they are chosen here. */
export function PairCaption({ panes, pair, children }: PairCaptionProps) {
  const { t } = useTranslation();
  const [lower, upper] = [panes[pair[0]]?.key, panes[pair[1]]?.key];
  if (lower === undefined || upper === undefined) return null;
  const choose = (first: string, second: string) => changeCompareView({ pair: [first, second] });
  return (
    <div className="flex items-center gap-3 px-1" style={{ height: captionHeight }}>
      <Side
        panes={panes}
        place={pair[0]}
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
        panes={panes}
        place={pair[1]}
        label={t('compare.pair.second')}
        onChoose={(key) => choose(key === lower ? upper : lower, key)}
        end
      />
    </div>
  );
}

interface SideProps {
  panes: readonly Pane[];
  place: number;
  label: string;
  onChoose(key: string): void;
  end?: boolean;
}

/** More pictures than fit as a row of seals are chosen from a list. */
const mostSeals = 4;

function Side({ panes, place, label, onChoose, end = false }: SideProps) {
  const shown = panes[place];
  if (!shown) return null;
  const choices = panes.map((pane) => ({
    value: pane.key,
    label: <PaneSeal pane={pane} />,
    name: pane.choice,
  }));
  return (
    <div
      className={classNames('flex min-w-0 flex-1 items-center gap-2', end && 'flex-row-reverse')}
    >
      {panes.length > 2 && panes.length <= mostSeals ? (
        <Segmented
          label={label}
          value={shown.key}
          onValueChange={onChoose}
          choices={choices}
          className="shrink-0"
        />
      ) : null}
      <PaneBadge pane={shown} className="shrink-0" />
      {panes.length > mostSeals ? (
        <select
          aria-label={label}
          value={shown.key}
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
        <span className="min-w-0 truncate text-sm text-quiet" title={shown.title}>
          {shown.caption}
        </span>
      )}
    </div>
  );
}
