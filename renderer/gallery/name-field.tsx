import { useState } from 'react';
import { boxLook } from '../ui/field.tsx';
import { classNames } from '../ui/class-names.ts';
import { isComposing } from '../ui/keys.ts';

interface NameFieldProps {
  label: string;
  name: string;
  /** The name, or null where it was left empty or taken back with Escape. */
  onDone(name: string | null): void;
}

/** A name that is written in its place. Enter keeps it, but never the Enter that ends a conversion. */
export function NameField({ label, name, onDone }: NameFieldProps) {
  const [text, setText] = useState(name);
  const done = () => onDone(text.trim() === '' ? null : text.trim());
  return (
    <input
      type="text"
      aria-label={label}
      placeholder={label}
      // It takes the place of what was pressed to get it.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      autoComplete="off"
      maxLength={80}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent)) return;
        if (event.key === 'Enter') {
          // It is not also a press of what takes the focus now.
          event.preventDefault();
          done();
        } else if (event.key === 'Escape') {
          event.stopPropagation();
          onDone(null);
        }
      }}
      className={classNames(boxLook, 'h-7 px-2 text-sm')}
    />
  );
}
