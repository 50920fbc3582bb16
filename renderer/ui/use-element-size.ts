import { useCallback, useState } from 'react';

export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

/** Ref for an element and its inner size in CSS pixels, kept up to date; null before it is on screen. */
export function useElementSize(): [(element: HTMLElement | null) => void, ElementSize | null] {
  const [size, setSize] = useState<ElementSize | null>(null);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
