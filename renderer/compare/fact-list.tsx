import { useTranslation } from 'react-i18next';
import { PaneSeal, usePaneName } from './pane-badge.tsx';
import type { Pane } from './viewed.ts';

/** One fact of several pictures. */
export interface FactRow {
  readonly name: string;
  /** One value per picture, null where there is none; one for all where they are equal. */
  readonly values: readonly (string | null)[];
  readonly differs: boolean;
}

interface FactListProps {
  rows: readonly FactRow[];
  panes: readonly Pane[];
}

/** What differs, per picture; then what is equal, once. */
export function FactList({ rows, panes }: FactListProps) {
  const { t } = useTranslation();
  const nameOf = usePaneName();
  const differing = rows.filter((row) => row.differs);
  const equal = rows.filter((row) => !row.differs && row.values.length > 0);
  return (
    <>
      {differing.length === 0 ? null : (
        <section className="border-b border-line px-4 py-3">
          <h2 className="mb-1.5 text-xs text-quiet">{t('compare.details.differs')}</h2>
          <dl className="flex flex-col gap-2">
            {differing.map((row) => (
              <div key={row.name} data-testid="differs">
                <dt className="text-sm text-quiet">{row.name}</dt>
                {row.values.map((value, index) => {
                  const pane = panes[index];
                  if (!pane || value === null) return null;
                  return (
                    <dd
                      key={pane.key}
                      className="flex items-center gap-1.5 py-0.5 text-sm font-medium"
                    >
                      <PaneSeal pane={pane.letter === null ? pane : { ...pane, kind: null }} />
                      {pane.letter === null ? (
                        <span className="sr-only">{nameOf(pane)}: </span>
                      ) : null}
                      <span className="min-w-0 truncate" title={value}>
                        {value}
                      </span>
                    </dd>
                  );
                })}
              </div>
            ))}
          </dl>
        </section>
      )}
      {equal.length === 0 ? null : (
        <section className="px-4 py-3">
          <h2 className="mb-1.5 text-xs text-quiet">{t('compare.details.equal')}</h2>
          <dl>
            {equal.map((row) => (
              <div key={row.name} className="flex justify-between gap-4 py-0.5 text-sm">
                <dt className="shrink-0 text-quiet">{row.name}</dt>
                <dd className="figures min-w-0 truncate" title={row.values[0] ?? ''}>
                  {row.values[0] ?? ''}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}
