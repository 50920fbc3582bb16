import { useTranslation } from 'react-i18next';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { Difference } from '../../electron/api/contract/comparisons.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';

interface DifferenceListProps {
  differences: readonly Difference[];
  arms: readonly Arm[];
}

/** How far every two pictures are apart, in figures. */
export function DifferenceList({ differences, arms }: DifferenceListProps) {
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
          {differences.map(({ first, second, meanAbsolute, psnr, ssim }) => (
            <tr key={`${first}-${second}`} data-testid="measures">
              <th scope="row" className="py-0.5 text-left font-normal">
                <Pair first={arms[first]} second={arms[second]} />
              </th>
              <td className="pl-1.5">{write(meanAbsolute, 1)}</td>
              <td className="pl-1.5">{psnr === null ? '∞' : write(psnr, 1)}</td>
              <td className="pl-1.5">{write(ssim, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Pair({ first, second }: { first: Arm | undefined; second: Arm | undefined }) {
  const { t } = useTranslation();
  if (!first || !second) return null;
  return (
    <span className="inline-flex items-center gap-1">
      <ArmSeal arm={first.kind} />
      <ArmSeal arm={second.kind} />
      <span className="sr-only">
        {t(`arms.${first.kind}.short`)} – {t(`arms.${second.kind}.short`)}
      </span>
    </span>
  );
}
