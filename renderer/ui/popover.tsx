import { Popover as RadixPopover } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

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
  return (
    <RadixPopover.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
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
            // What uses Escape itself, as to put back what it carries, keeps it.
            const { target } = event;
            if (target instanceof Element && target.closest('[data-keeps-escape]')) {
              event.preventDefault();
            }
          }}
          className={classNames(
            'appear z-40 rounded-md border border-line bg-raised text-ink shadow-raised outline-none',
            className,
          )}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
