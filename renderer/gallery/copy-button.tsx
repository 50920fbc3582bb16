import { Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/button.tsx';
import { copyText } from '../ui/copy-text.ts';
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
        void copyText(text, t).then((copied) => copied && showToast(t('gallery.copied')));
      }}
    />
  );
}
