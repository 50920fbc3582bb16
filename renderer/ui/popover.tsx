import { Popover as RadixPopover } from 'radix-ui';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { isComposing } from './keys.ts';

interface PopoverProps {
  /** One element that takes a ref and opens the popover. */
  trigger: ReactNode;
  /** Name of the popover for assistive technology. */
  label: string;
  side?: 'top' | 'right' | 'bottom' | 'left';
  align?: 'start' | 'center' | 'end';
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Where the focus goes then; it returns to the trigger unless the event's default is prevented. */
  onClosed?: ((event: Event) => void) | undefined;
  className?: string;
  children: ReactNode;
}

export function Popover({
  trigger,
  label,
  side = 'bottom',
  align = 'start',
  className,
  children,
  open,
  onOpenChange,
  onClosed,
}: PopoverProps) {
  const [isOpen, setOpen] = useState(false);
  const change = (next: boolean): void => {
    setOpen(next);
    onOpenChange?.(next);
  };
  return (
    <RadixPopover.Root open={open ?? isOpen} onOpenChange={change}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          aria-label={label}
          side={side}
          align={align}
          sideOffset={8}
          collisionPadding={12}
          {...(onClosed ? { onCloseAutoFocus: onClosed } : {})}
          onEscapeKeyDown={(event) => {
            if (keepsEscape(event.target)) event.preventDefault();
          }}
          className={classNames(
            'appear z-40 rounded-md border border-line bg-raised text-ink shadow-raised outline-none',
            className,
          )}
        >
          {children}
          <CloseOnEscape onClose={() => change(false)} />
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}

/** Radix gives Escape to the layer that came last, which may be a toast that knows nothing of what is open below it. */
function CloseOnEscape({ onClose }: { onClose(): void }) {
  const place = useRef<HTMLSpanElement>(null);
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { target } = event;
      if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return;
      // A button that went with what it did leaves the focus to the page.
      const isHere = place.current?.parentElement?.contains(target as Node);
      if ((!isHere && target !== document.body) || keepsEscape(target)) return;
      event.preventDefault();
      close();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  return <span ref={place} hidden />;
}

/** What uses Escape itself, as to put back what it carries, keeps it. */
function keepsEscape(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-keeps-escape]') !== null;
}
