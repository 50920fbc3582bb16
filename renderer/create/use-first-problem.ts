import { useEffect } from 'react';
import type { RefObject } from 'react';
import { useDraftProblems } from '../state/print-draft.ts';

/**
 * Where a press of Generate could not start, the first field that is wrong is brought into sight and given the keys,
 * in whatever room it was pressed: a sentence below the fold would read as a button that does nothing.
 */
export function useFirstProblem(fields: RefObject<HTMLElement | null>): void {
  const problems = useDraftProblems((state) => state.problems);
  useEffect(() => {
    if (Object.keys(problems).length === 0) return;
    const wrong = fields.current?.querySelector<HTMLElement>(
      '[aria-invalid="true"], [role="alert"]',
    );
    wrong?.focus({ preventScroll: true });
    wrong?.scrollIntoView({ block: 'center' });
  }, [problems, fields]);
}
