import { useEffect, useState } from 'react';

/** How long after the last key the studio is asked, in milliseconds. */
const pause = 220;

/**
 * The text to search for: as typed, once typing has paused and no conversion of an input method is under way. Emptied,
 * it is empty at once.
 */
export function useSettledSearch(typed: string, composing: boolean): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    if (composing) return undefined;
    const timer = setTimeout(() => setSettled(typed.trim()), typed === '' ? 0 : pause);
    return () => clearTimeout(timer);
  }, [typed, composing]);
  return settled;
}
