import type { ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

interface ConfirmDialogProps {
  title: string;
  /** What will happen, and that nothing brings it back. */
  children: ReactNode;
  /** The act's own name, never "OK". */
  confirmLabel: string;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before the one kind of act that cannot be undone. The browser's own dialog: it keeps the focus inside. */
export function ConfirmDialog({
  title,
  children,
  confirmLabel,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className="m-auto w-[min(440px,92vw)] rounded-md border border-line bg-raised p-6 text-ink shadow-raised outline-none backdrop:bg-ground/70"
    >
      <h2 id={id} className="font-mincho text-lg">
        {title}
      </h2>
      <div className="mt-2 text-sm text-quiet">{children}</div>
      <div className="mt-5 flex justify-end gap-2">
        <Button autoFocus onClick={() => dialog.current?.close()}>
          {t('common.cancel')}
        </Button>
        <Button
          look="danger"
          onClick={() => {
            onConfirm();
            dialog.current?.close();
          }}
        >
          {confirmLabel}
        </Button>
      </div>
    </dialog>
  );
}
