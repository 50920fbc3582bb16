/** Which steps of a picture are shown: whoever looks sees no eighty pictures a second, and each takes time to draw. */
export interface PreviewPace {
  /** Whether this step is shown; counted from then on. */
  isDue(step: number, steps: number): boolean;
}

/**
 * The first step, the last one, and those in between that come `every` milliseconds or more after one that was shown.
 *
 * @param now milliseconds of a clock that never goes back.
 */
export function createPreviewPace(every: number, now: () => number): PreviewPace {
  let last = -Infinity;
  return {
    isDue(step, steps) {
      const at = now();
      if (step < steps && at - last < every) return false;
      last = at;
      return true;
    },
  };
}
