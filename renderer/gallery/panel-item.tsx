import type { ReactNode } from 'react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../ui/class-names.ts';
import { formatNumber } from '../ui/format.ts';

interface PanelSectionProps {
  title: string | null;
  /** Beside the title. */
  act?: ReactNode;
  children: ReactNode;
}

/** A titled list of the panel. */
export function PanelSection({ title, act, children }: PanelSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={title === null ? undefined : id}>
      {title === null ? null : (
        <div className="mb-0.5 flex h-6 items-center justify-between pl-2">
          <h2 id={id} className="text-xs text-quiet">
            {title}
          </h2>
          {act}
        </div>
      )}
      <ul className="flex flex-col">{children}</ul>
    </section>
  );
}

interface PanelItemProps {
  label: ReactNode;
  /** Full name where the label is cut off. */
  title?: string;
  count?: number | undefined;
  /** It is what is looked at, or it is chosen. */
  current: boolean;
  /** It is one of several that can be chosen together. */
  several?: boolean;
  icon?: ReactNode;
  /** At the right, in place of the count while the pointer or the focus is here. */
  act?: ReactNode;
  onChoose(): void;
}

/** A line of the panel: a name, a count, and a press that chooses it. */
export function PanelItem(props: PanelItemProps) {
  const { label, title, count, current, several = false, icon, act, onChoose } = props;
  const { i18n } = useTranslation();
  return (
    <li className="group/item relative flex items-center">
      <button
        type="button"
        title={title}
        aria-current={!several && current ? 'true' : undefined}
        aria-pressed={several ? current : undefined}
        onClick={onChoose}
        className={classNames(
          'flex h-7 min-w-0 grow items-center gap-2 rounded-md px-2 text-left text-sm transition-colors duration-100',
          current ? 'bg-ink/8 font-medium text-ink' : 'text-ink hover:bg-ink/5',
        )}
      >
        {icon ? <span className="shrink-0 text-quiet">{icon}</span> : null}
        <span className="min-w-0 grow truncate">{label}</span>
        {count === undefined ? null : (
          <span
            className={classNames(
              'figures shrink-0 text-xs',
              // On the chosen line's ground quiet ink would be too faint to read.
              current ? 'text-ink' : 'text-quiet',
              act !== undefined && 'group-focus-within/item:invisible group-hover/item:invisible',
            )}
          >
            {formatNumber(count, i18n.language)}
          </span>
        )}
      </button>
      {act === undefined ? null : (
        <span className="absolute right-1 flex opacity-0 group-focus-within/item:opacity-100 group-hover/item:opacity-100">
          {act}
        </span>
      )}
    </li>
  );
}
