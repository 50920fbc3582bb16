import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { classNames } from './class-names.ts';

const places = ['pairs', 'packs', 'blind', 'grids'] as const;
type Place = (typeof places)[number];

const addresses: Record<Place, string> = {
  pairs: '/compare',
  packs: '/compare/packs',
  blind: '/compare/blind',
  grids: '/compare/grids',
};

/** Between what belongs to comparing: pairs, packs, blind trials, grids. */
export function CompareLinks({ look = 'row' }: { look?: 'row' | 'column' }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const [, , second = ''] = location.split('/');
  const here = places.find((place) => place === second) ?? 'pairs';
  return (
    <nav
      aria-label={t('compare.places.label')}
      className={classNames('flex gap-0.5', look === 'column' && 'flex-col')}
    >
      {places.map((place) => (
        <Link
          key={place}
          href={addresses[place]}
          aria-current={place === here ? 'page' : undefined}
          className={classNames(
            'flex h-7 items-center rounded-md px-2.5 text-sm whitespace-nowrap transition-colors duration-100',
            place === here ? 'bg-ink/8 font-medium' : 'text-quiet hover:bg-ink/5 hover:text-ink',
          )}
        >
          {t(`compare.places.${place}`)}
        </Link>
      ))}
    </nav>
  );
}
