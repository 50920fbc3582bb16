/** Joins a side that pushes events with one that pulls them. Read by one reader, once. */
export interface EventQueue<Event> extends AsyncIterable<Event> {
  push(event: Event): void;
  /** Takes back the last event that nobody has read yet and that fits, so that a slow reader is not buried. */
  replaceLast(event: Event, fits: (waiting: Event) => boolean): boolean;
  /** The reader gets what is waiting and then the end. */
  end(): void;
  /** The reader gets what is waiting and then the error. */
  fail(error: unknown): void;
  readonly waiting: number;
}

export function createEventQueue<Event>(): EventQueue<Event> {
  const events: Event[] = [];
  let outcome: { error?: unknown } | null = null;
  let wake: () => void = () => {};

  function settle(result: { error?: unknown }): void {
    outcome ??= result;
    wake();
  }

  return {
    push(event) {
      if (outcome !== null) return;
      events.push(event);
      wake();
    },
    replaceLast(event, fits) {
      const last = events.at(-1);
      if (last === undefined || !fits(last)) return false;
      events[events.length - 1] = event;
      return true;
    },
    end: () => settle({}),
    fail: (error) => settle({ error }),
    get waiting() {
      return events.length;
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (events.length > 0) yield events.shift() as Event;
        if (outcome !== null) {
          if ('error' in outcome) throw outcome.error;
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
