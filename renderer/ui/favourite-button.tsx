import { Heart } from 'lucide-react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

interface FavouriteButtonProps {
  label: string;
  favourite: boolean;
  onToggle(): void;
}

/** A heart, full for a favourite. */
export function FavouriteButton({ label, favourite, onToggle }: FavouriteButtonProps) {
  return (
    <IconButton
      size="small"
      label={label}
      aria-pressed={favourite}
      icon={
        <Heart
          aria-hidden
          className={classNames('size-4', favourite && 'fill-current')}
          strokeWidth={1.6}
        />
      }
      onClick={onToggle}
    />
  );
}
