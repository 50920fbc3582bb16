import type { FailPickle } from './pickle-error.ts';

/** The values a pickle works on, and the marks between them that its containers begin at. */
export interface PickleStack<Value> {
  /** Values and marks. */
  readonly depth: number;
  readonly isEmpty: boolean;
  push(value: Value): void;
  top(): Value;
  pop(): Value;
  /** The last `count`, in the order in which they were pushed. */
  popMany(count: number): Value[];
  mark(): void;
  /** Everything above the last mark, which goes too. */
  popToMark(): Value[];
}

/** @param fail is called with `damaged` where a value or mark is taken that is not there. */
export function createPickleStack<Value>(fail: FailPickle): PickleStack<Value> {
  let above: Value[] = [];
  /** What lies below each open mark, innermost last. */
  const below: Value[][] = [];
  let depthBelow = 0;
  // Null is a value like any other.
  const there = (value: Value | undefined): Value =>
    value === undefined ? fail('damaged', 'takes a value from an empty stack') : value;

  return {
    get depth() {
      return above.length + depthBelow;
    },
    get isEmpty() {
      return above.length + below.length === 0;
    },
    push(value) {
      above.push(value);
    },
    top: () => there(above.at(-1)),
    pop: () => there(above.pop()),
    popMany(count) {
      if (above.length < count)
        fail('damaged', `takes ${count} values from a stack of ${above.length}`);
      return count === 0 ? [] : above.splice(-count);
    },
    mark() {
      depthBelow += above.length + 1;
      below.push(above);
      above = [];
    },
    popToMark() {
      const outer = below.pop();
      if (!outer) return fail('damaged', 'no mark on the stack');
      const items = above;
      above = outer;
      depthBelow -= outer.length + 1;
      return items;
    },
  };
}
