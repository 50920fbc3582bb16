/** How much was done at a moment, in milliseconds of any clock. */
export interface Mark {
  readonly at: number;
  readonly done: number;
}

/** So many of the last marks say how fast it goes now. */
const mostMarks = 30;

/** The marks with one more. The first is taken once something was done: what a scorer takes to open is no pace. */
export function addMark(marks: readonly Mark[], mark: Mark, begun: number): readonly Mark[] {
  return mark.done <= begun ? marks : [...marks, mark].slice(-mostMarks);
}

/** Things done in a second; null before that can be said. */
export function paceOf(marks: readonly Mark[]): number | null {
  const [first] = marks;
  const last = marks.at(-1);
  if (!first || !last || last.done <= first.done || last.at <= first.at) return null;
  return ((last.done - first.done) * 1000) / (last.at - first.at);
}
