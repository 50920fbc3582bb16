import { Search, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { boxLook } from './field.tsx';
import { classNames } from './class-names.ts';
import { isComposing } from './keys.ts';

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onValueChange(value: string): void;
  className?: string;
}

/** A search box. Escape empties it, but not the Escape that takes back a conversion of the input method. */
export function SearchField({
  label,
  placeholder,
  value,
  onValueChange,
  className,
}: SearchFieldProps) {
  const { t } = useTranslation();
  return (
    <div role="search" className={classNames('relative', className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-quiet"
      />
      <input
        type="text"
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        maxLength={400}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !isComposing(event.nativeEvent)) onValueChange('');
        }}
        className={classNames(boxLook, 'h-8 pr-8 pl-8 text-sm')}
      />
      {value === '' ? null : (
        <button
          type="button"
          aria-label={t('common.clearSearch')}
          onClick={() => onValueChange('')}
          className="absolute top-1/2 right-1.5 flex size-5 -translate-y-1/2 items-center justify-center rounded-sm text-quiet hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
}
