import { Star } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';

interface StarsProps {
  /** Name of the group. */
  label: string;
  /** 0 … 5. */
  value: number;
  /** The star that is pressed; pressing the highest again asks for 0. */
  onValueChange(value: number): void;
}

const stars = [1, 2, 3, 4, 5] as const;

/** Five stars to press. */
export function Stars({ label, value, onValueChange }: StarsProps) {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={label} className="flex">
      {stars.map((star) => (
        <button
          key={star}
          type="button"
          aria-label={t('common.stars', { count: star })}
          aria-pressed={star <= value}
          onClick={() => onValueChange(star === value ? 0 : star)}
          className="flex size-7 items-center justify-center rounded-sm text-quiet transition-colors duration-100 hover:text-ink aria-pressed:text-ink"
        >
          <Star
            aria-hidden
            className={classNames('size-4', star <= value && 'fill-current')}
            strokeWidth={1.6}
          />
        </button>
      ))}
    </div>
  );
}
