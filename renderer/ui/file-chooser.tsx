import { useRef } from 'react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import type { ButtonProps } from './button.tsx';

interface FileChooserProps extends Omit<ButtonProps, 'onClick' | 'children'> {
  /** What the browser's dialog is called. */
  label: string;
  /** As the attribute of `<input type="file">`. */
  accept: string;
  multiple?: boolean;
  /** Whole folders in the place of files. */
  folder?: boolean;
  children: ReactNode;
  /** What was chosen, at least one; the same can be chosen again. */
  onChoose(files: readonly [File, ...File[]]): void;
}

/** The browser's own dialog behind a button. */
export function FileChooser({
  label,
  accept,
  multiple = false,
  folder = false,
  children,
  onChoose,
  ...button
}: FileChooserProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple={multiple}
        aria-label={label}
        accept={accept}
        {...(folder && { webkitdirectory: '' })}
        onChange={(event) => {
          const [first, ...others] = event.target.files ?? [];
          event.target.value = '';
          if (first) onChoose([first, ...others]);
        }}
      />
      <Button {...button} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
