import { Copy, X } from 'lucide-react';
import { Toast as RadixToast } from 'radix-ui';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.ts';
import { Button, IconButton } from './button.tsx';
import { useToasts } from './toast-store.ts';
import type { Toast } from './toast-store.ts';

/**
 * Where toasts appear: on the queue strip, between its words and its buttons, lest they lie on a button of the room. Time
 * stands still while one is hovered or focused.
 */
export function Toasts() {
  const { t } = useTranslation();
  const toasts = useToasts((state) => state.toasts);
  return (
    <RadixToast.Provider label={t('common.notice')} swipeDirection="down">
      {toasts.map((toast) => (
        <ToastBox key={toast.id} toast={toast} />
      ))}
      <RadixToast.Viewport
        label={t('common.noticesRegion')}
        className="fixed bottom-[3px] left-[calc(50%+38px)] z-50 flex w-max max-w-[min(560px,60vw)] -translate-x-1/2 flex-col items-center gap-2 outline-none"
      />
    </RadixToast.Provider>
  );
}

function ToastBox({ toast }: { toast: Toast }) {
  const { t } = useTranslation();
  const close = useToasts((state) => state.close);
  const { action, details } = toast;
  // An Escape that is meant for something else would take the undo away with it.
  const escaping = useRef(false);
  return (
    <RadixToast.Root
      open
      duration={toast.duration}
      type={toast.kind === 'failed' ? 'foreground' : 'background'}
      onEscapeKeyDown={({ target }) => {
        escaping.current = !(target instanceof Element && target.closest('[data-toast]'));
      }}
      onOpenChange={(open) => {
        if (!open && !escaping.current) close(toast.id);
        escaping.current = false;
      }}
      data-toast=""
      className="appear relative flex items-center gap-3 overflow-hidden rounded-md border border-line-strong bg-raised py-1 pr-2 pl-4 shadow-raised"
    >
      <RadixToast.Description
        className={`text-sm ${toast.kind === 'failed' ? 'text-danger' : 'text-ink'}`}
      >
        {toast.text}
        {toast.note === null ? null : (
          <span className="block text-xs text-quiet">{toast.note}</span>
        )}
      </RadixToast.Description>
      {action ? (
        <RadixToast.Action asChild altText={action.label}>
          <Button size="small" onClick={action.run}>
            {action.label}
          </Button>
        </RadixToast.Action>
      ) : null}
      {details === null ? null : (
        <IconButton
          size="small"
          label={t('common.copyDetails')}
          icon={<Copy aria-hidden className="size-3.5" />}
          onClick={() => void copyText(details, t)}
        />
      )}
      <RadixToast.Close asChild>
        <IconButton
          size="small"
          label={t('common.close')}
          icon={<X aria-hidden className="size-3.5" />}
        />
      </RadixToast.Close>
    </RadixToast.Root>
  );
}
