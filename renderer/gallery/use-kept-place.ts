import type { RefObject } from 'react';
import { useLayoutEffect, useRef } from 'react';

interface Rows {
  readonly columns: number;
  readonly rowHeight: number;
}

/**
 * Keeps what the user looks at where it is while pictures come and go above: the first picture in sight stays in its
 * row. At the very top nothing is kept: there new pictures are wanted.
 */
export function useKeptPlace(
  scroller: RefObject<HTMLElement | null>,
  ids: readonly string[],
  { columns, rowHeight }: Rows,
): void {
  const before = useRef({ ids, columns, rowHeight });
  useLayoutEffect(() => {
    const was = before.current;
    before.current = { ids, columns, rowHeight };
    const element = scroller.current;
    if (!element || was.ids === ids || was.columns !== columns) return;
    const firstRow = Math.floor(element.scrollTop / was.rowHeight);
    const first = was.ids[firstRow * was.columns];
    if (firstRow === 0 || first === undefined) return;
    const now = ids.indexOf(first);
    if (now < 0) return;
    element.scrollBy({
      top: (Math.floor(now / columns) - firstRow) * rowHeight,
      behavior: 'instant',
    });
  }, [scroller, ids, columns, rowHeight]);
}
