import { useEffect, useState } from 'react';

export interface Blink {
  /** Whether the second picture is shown. */
  readonly second: boolean;
  readonly playing: boolean;
  /** Shows the other picture and stops blinking by itself. */
  flip(): void;
  setPlaying(playing: boolean): void;
}

/** Shortest interval in milliseconds: faster than three flashes in a second can harm. */
export const shortestBlink = 250;
export const longestBlink = 2000;

/**
 * Two pictures in turn, each shown for `interval` milliseconds. For those who asked the system for less motion it does
 * not begin by itself.
 */
export function useBlink(active: boolean, interval: number): Blink {
  const [second, setSecond] = useState(false);
  const [playing, setPlaying] = useState(
    () => !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
  );
  useEffect(() => {
    if (!active || !playing) return undefined;
    const timer = setInterval(() => setSecond((before) => !before), interval);
    return () => clearInterval(timer);
  }, [active, playing, interval]);
  return {
    second,
    playing,
    flip: () => {
      setPlaying(false);
      setSecond((before) => !before);
    },
    setPlaying,
  };
}
