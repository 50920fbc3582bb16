import { useCallback, useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** Told when an element comes near what is in sight, and when it goes; `height` is its own then, in CSS pixels. */
export type TellNearness = (near: boolean, height: number) => void;

/** Watches an element until the function that it returns is called. */
export type WatchNearness = (element: Element, tell: TellNearness) => () => void;

/**
 * For a long list whose rows are filled only near what is in sight: within one height of the scroller above it and below
 * it. All rows share one observer.
 */
export function useNearness(scroller: RefObject<Element | null>): WatchNearness {
  const observer = useRef<IntersectionObserver | null>(null);
  const watched = useRef(new Map<Element, TellNearness>());
  useEffect(
    () => () => {
      observer.current?.disconnect();
      observer.current = null;
    },
    [],
  );
  return useCallback(
    (element, tell) => {
      // The rows' effects come before the list's own.
      observer.current ??= new IntersectionObserver(
        (entries) => {
          for (const { target, isIntersecting, boundingClientRect } of entries) {
            watched.current.get(target)?.(isIntersecting, boundingClientRect.height);
          }
        },
        { root: scroller.current, rootMargin: '100% 0px' },
      );
      watched.current.set(element, tell);
      observer.current.observe(element);
      return () => {
        watched.current.delete(element);
        observer.current?.unobserve(element);
      };
    },
    [scroller],
  );
}
