import { ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** Lies over a picture that the safety checker has blocked: its file is black, and nobody should have to guess why. */
export function BlockedNotice({ small = false }: { small?: boolean }) {
  const { t } = useTranslation();
  return (
    <span
      title={small ? t('common.blocked') : undefined}
      className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-2 bg-sunk p-3 text-center text-quiet"
    >
      <ShieldAlert aria-hidden className="size-6" strokeWidth={1.4} />
      <span className={small ? 'sr-only' : 'max-w-[28ch] text-xs'}>{t('common.blocked')}</span>
    </span>
  );
}
