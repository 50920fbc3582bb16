import { useTranslation } from 'react-i18next';
import type { MeasuredPair } from '../../electron/api/contract/comparisons.ts';
import { PaneSeal, usePaneName } from './pane-badge.tsx';
import type { Pane } from './viewed.ts';

interface DifferenceListProps {
  differences: readonly MeasuredPair[];
  panes: readonly Pane[];
}

/** How far every two pictures are apart, in figures. */
export function DifferenceList({ differences, panes }: DifferenceListProps) {
  const { t, i18n } = useTranslation();
  if (differences.length === 0) return null;
  const write = (value: number, digits: number) =>
    new Intl.NumberFormat(i18n.language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  return (
    <section className="border-b border-line px-4 py-3">
      <h2 className="mb-1.5 text-xs text-quiet">{t('compare.measures.label')}</h2>
      <table className="figures w-full text-right text-xs">
        <thead className="text-quiet">
          <tr>
            <td />
            {(['meanAbsolute', 'psnr', 'ssim'] as const).map((name) => (
              <th
                key={name}
                scope="col"
                className="pb-0.5 pl-1.5 font-normal"
                title={t(`compare.measures.${name}Why`)}
              >
                {t(`compare.measures.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differences.map(({ first, second, difference, reason }) => (
            <tr key={`${first}-${second}`} data-testid="measures">
              <th scope="row" className="py-0.5 text-left font-normal">
                <Pair first={panes[first]} second={panes[second]} />
              </th>
              {difference ? (
                <>
                  <td className="pl-1.5">{write(difference.meanAbsolute, 1)}</td>
                  <td className="pl-1.5">
                    {difference.psnr === null ? '∞' : write(difference.psnr, 1)}
                  </td>
                  <td className="pl-1.5">{write(difference.ssim, 3)}</td>
                </>
              ) : (
                <td colSpan={3} className="pl-1.5 text-left text-quiet">
                  {reason === null ? null : t(`compare.measures.not.${reason}`)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Pair({ first, second }: { first: Pane | undefined; second: Pane | undefined }) {
  const nameOf = usePaneName();
  if (!first || !second) return null;
  const isLettered = first.letter !== null;
  return (
    <span className="inline-flex items-center gap-1">
      <PaneSeal pane={isLettered ? { ...first, kind: null } : first} />
      <PaneSeal pane={isLettered ? { ...second, kind: null } : second} />
      {isLettered ? null : (
        <span className="sr-only">
          {nameOf(first)} – {nameOf(second)}
        </span>
      )}
    </span>
  );
}
