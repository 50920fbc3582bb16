import type { CSSProperties } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';

interface LongTextProps {
  children: string;
  /** How many lines are shown at first. */
  lines: number;
  lang?: string;
  className?: string;
  'data-testid'?: string;
}

/**
 * Words of any length: the first lines of them, and where there are more, a button for the rest. A prompt may have
 * thousands of characters, and what stands below it is wanted as well.
 */
export function LongText(props: LongTextProps) {
  // Other words begin closed, and are measured anew.
  return <Clamped key={props.children} {...props} />;
}

function Clamped({ children: text, lines, className, ...rest }: LongTextProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [isCut, setIsCut] = useState(false);
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const { current } = words;
    if (current === null || open) return;
    // Told of its first size too, before that is painted.
    const observer = new ResizeObserver(() =>
      setIsCut(current.scrollHeight > current.clientHeight + 1),
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [open]);
  return (
    <div className="min-w-0 grow">
      <p
        ref={words}
        {...rest}
        className={classNames('wrap-anywhere', !open && 'line-clamp-(--lines)', className)}
        style={{ '--lines': lines } as CSSProperties}
      >
        {text}
      </p>
      {isCut ? (
        <button
          type="button"
          aria-expanded={open}
          className="rounded-sm py-0.5 text-xs text-quiet underline underline-offset-2 hover:text-ink"
          onClick={() => setOpen(!open)}
        >
          {t(open ? 'common.showLess' : 'common.showAll')}
        </button>
      ) : null}
    </div>
  );
}
