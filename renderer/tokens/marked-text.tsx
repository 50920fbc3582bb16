import type { RefObject } from 'react';
import { useId, useRef } from 'react';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { armLook } from '../ui/arm-look.ts';
import { boxLook } from '../ui/field.tsx';
import { classNames } from '../ui/class-names.ts';

/** UTF-16 range of the text that a piece stands for, in the colour of the arm that reads it. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly arm: ArmKind;
}

interface MarkedTextProps {
  label: string;
  placeholder: string;
  value: string;
  onValueChange(value: string): void;
  mark: Mark | null;
  box: RefObject<HTMLTextAreaElement | null>;
}

/** Both layers must break their lines at the same places: the mark is drawn under the text that is typed. */
const layer = 'px-4 py-3 text-lg leading-8 whitespace-pre-wrap break-words';

/** A text to write in, on which a range can be marked as with a felt pen. */
export function MarkedText({
  label,
  placeholder,
  value,
  onValueChange,
  mark,
  box,
}: MarkedTextProps) {
  const id = useId();
  const under = useRef<HTMLDivElement>(null);
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm text-quiet">
        {label}
      </label>
      <div className={classNames(boxLook, 'relative overflow-hidden')}>
        <div
          ref={under}
          aria-hidden
          className={classNames('absolute inset-0 overflow-hidden text-transparent', layer)}
        >
          {mark ? (
            <>
              {value.slice(0, mark.start)}
              <mark
                data-testid="marked"
                className={classNames('rounded-sm text-transparent', armLook[mark.arm].wash)}
                style={{ boxShadow: `0 2px 0 ${armLook[mark.arm].colour}` }}
              >
                {value.slice(mark.start, mark.end)}
              </mark>
              {value.slice(mark.end)}
            </>
          ) : (
            value
          )}
        </div>
        <textarea
          ref={box}
          id={id}
          lang="ja"
          placeholder={placeholder}
          spellCheck={false}
          rows={2}
          value={value}
          onChange={(event) => onValueChange(event.target.value)}
          onScroll={(event) => {
            if (under.current) under.current.scrollTop = event.currentTarget.scrollTop;
          }}
          className={classNames(
            'relative block field-sizing-content max-h-64 min-h-22 w-full resize-none rounded-md bg-transparent focus-visible:-outline-offset-2',
            layer,
          )}
        />
      </div>
    </div>
  );
}
