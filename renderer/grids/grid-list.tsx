import { useTranslation } from 'react-i18next';
import type { Grid } from '../../electron/api/contract/grids.ts';
import { goTo } from '../state/location.ts';
import { classNames } from '../ui/class-names.ts';
import { RelativeTime } from '../ui/relative-time.tsx';

interface GridListProps {
  grids: readonly Grid[];
  selected: string | null;
}

/** Every grid that was printed, newest first. */
export function GridList({ grids, selected }: GridListProps) {
  const { t } = useTranslation();
  if (grids.length === 0) return null;
  return (
    <section>
      <h2 className="mb-1 text-sm text-quiet">{t('grids.saved')}</h2>
      <ul className="flex flex-col gap-0.5">
        {grids.map((grid) => {
          const there = grid.pictures.filter((id) => id !== null).length;
          const here = grid.id === selected;
          return (
            <li key={grid.id}>
              <button
                type="button"
                aria-pressed={here}
                onClick={() => goTo(`/compare/grids?grid=${grid.id}`, { replace: true })}
                className={classNames(
                  'w-full rounded-md px-2.5 py-1.5 text-left transition-colors duration-100',
                  here ? 'bg-ink/8' : 'hover:bg-ink/5',
                )}
              >
                <span className="block truncate text-sm">
                  {grid.request.name || grid.request.arm.prompt}
                </span>
                <span className={classNames('block text-xs', !here && 'text-quiet')}>
                  {grid.request.axes
                    .map(({ parameter }) => t(`grids.parameters.${parameter}`))
                    .join(' × ')}
                </span>
                <span className={classNames('figures block text-xs', !here && 'text-quiet')}>
                  {there}/{grid.pictures.length} · <RelativeTime date={grid.createdAt} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
