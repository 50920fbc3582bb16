import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { samplers } from '../../electron/api/contract/recipe.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import type { ParameterName, ParameterRow } from './parameter-diff.ts';

interface ParameterListProps {
  rows: readonly ParameterRow[];
  arms: readonly ArmKind[];
}

/** What differs, per arm; then what is equal, once. */
export function ParameterList({ rows, arms }: ParameterListProps) {
  const { t } = useTranslation();
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
                <dt className="text-sm text-quiet">{nameOf(row.name, t)}</dt>
                {row.values.map((value, index) => {
                  const kind = arms[index];
                  if (!kind || value === null) return null;
                  return (
                    // Two arms of one kind are told apart by their place.
                    // oxlint-disable-next-line react/no-array-index-key
                    <dd
                      key={index}
                      className="flex items-center gap-1.5 py-0.5 text-sm font-medium"
                    >
                      <ArmSeal arm={kind} />
                      <span className="sr-only">{t(`arms.${kind}.short`)}: </span>
                      <span className="min-w-0 truncate" title={value}>
                        {valueOf(row.name, value, t)}
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
                <dt className="shrink-0 text-quiet">{nameOf(row.name, t)}</dt>
                <dd className="figures min-w-0 truncate" title={row.values[0] ?? ''}>
                  {valueOf(row.name, row.values[0] ?? '', t)}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

function nameOf(name: ParameterName, t: TFunction): string {
  switch (name) {
    case 'model':
    case 'steps':
    case 'guidance':
    case 'sampler':
    case 'size':
      return t(`common.${name}`);
    case 'provider':
    case 'precision':
    case 'version':
      return t(`compare.details.${name}`);
  }
}

function valueOf(name: ParameterName, value: string, t: TFunction): string {
  const sampler = name === 'sampler' ? samplers.find((known) => known === value) : undefined;
  return sampler ? t(`create.samplers.${sampler}`) : value;
}
