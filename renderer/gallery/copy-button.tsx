import { Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/button.tsx';
import { showToast } from '../ui/toast-store.ts';

/** Puts a text on the clipboard. */
export function CopyButton({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  return (
    <IconButton
      size="small"
      label={label}
      icon={<Copy aria-hidden className="size-3.5" />}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => showToast(t('gallery.copied')));
      }}
    />
  );
}
