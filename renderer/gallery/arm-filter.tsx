import { useTranslation } from 'react-i18next';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { armLook } from '../ui/arm-look.ts';
import { classNames } from '../ui/class-names.ts';
import { filterArms, toggleChoice, useGalleryView } from './gallery-view.ts';

/** A chip per arm in the arm's colour; none pressed means all. */
export function ArmFilter() {
  const { t } = useTranslation();
  const arms = useGalleryView((view) => view.arms);
  return (
    <div role="group" aria-label={t('gallery.filter')} className="flex gap-1.5">
      {filterArms.map((arm) => {
        const pressed = arms.includes(arm);
        return (
          <button
            key={arm}
            type="button"
            aria-pressed={pressed}
            onClick={() => toggleChoice('arms', arm)}
            className={classNames(
              'inline-flex h-7 items-center gap-1.5 rounded-md border pr-2.5 pl-1 text-sm whitespace-nowrap transition-colors duration-100',
              armLook[arm].text,
              pressed
                ? `${armLook[arm].frame} ${armLook[arm].wash}`
                : 'border-line bg-raised hover:border-line-strong',
            )}
          >
            <ArmSeal arm={arm} />
            {t(`arms.${arm}.short`)}
          </button>
        );
      })}
    </div>
  );
}
