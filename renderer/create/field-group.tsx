import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../ui/button.tsx';

interface FieldGroupProps {
  title: string;
  closeLabel: string;
  onClose(): void;
  children: ReactNode;
}

/** Fields of something that a run can do without: they come when it is asked for, and go with it. */
export function FieldGroup({ title, closeLabel, onClose, children }: FieldGroupProps) {
  return (
    <div
      role="group"
      aria-label={title}
      className="flex flex-col gap-2 border-l-2 border-line pl-3"
    >
      <div className="-my-1 flex items-center justify-between">
        <span className="text-sm">{title}</span>
        <IconButton
          size="small"
          label={closeLabel}
          icon={<X aria-hidden className="size-4" strokeWidth={1.6} />}
          onClick={onClose}
        />
      </div>
      {children}
    </div>
  );
}

interface OpenButtonProps {
  icon: ReactNode;
  children: ReactNode;
  onOpen(): void;
}

/** The line in a group's place that asks for it. */
export function OpenButton({ icon, children, onOpen }: OpenButtonProps) {
  return (
    <button
      type="button"
      className="inline-flex items-center gap-1.5 self-start rounded-sm text-sm text-quiet hover:text-ink"
      onClick={onOpen}
    >
      {icon}
      {children}
    </button>
  );
}
