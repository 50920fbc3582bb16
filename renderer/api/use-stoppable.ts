import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

/** What a run is given besides its request. */
export interface Following<Step> {
  readonly signal: AbortSignal;
  onStep(step: Step): void;
}

/**
 * Tells each event of a run but its last one, which is of type `end`, and gives that one; null where the run ends without it.
 */
export async function followUntil<Event extends { type: string }, End extends Event['type']>(
  events: AsyncIterable<Event>,
  end: End,
  onStep: (step: Exclude<Event, { type: End }>) => void,
): Promise<Extract<Event, { type: End }> | null> {
  const isLast = (event: Event): event is Extract<Event, { type: End }> => event.type === end;
  for await (const event of events) {
    if (isLast(event)) return event;
    onStep(event as Exclude<Event, { type: End }>);
  }
  return null;
}

export interface Stoppable<Request, Step, Result> {
  readonly isPending: boolean;
  /** The last step that was told; null before the first and while nothing runs. */
  readonly step: Step | null;
  /** Of the last run; null while one runs, and where it was stopped or failed. */
  readonly result: Result | null;
  /** The last run was stopped by the user. */
  readonly stopped: boolean;
  readonly error: Error | null;
  /** Does nothing while a run goes on. */
  start(request: Request): void;
  stop(): void;
}

/**
 * Long work of the studio, one run at a time, which can be followed and stopped. A run that was stopped is no failure:
 * nothing has happened that would have to be told.
 */
export function useStoppable<Request, Step, Result>(
  run: (request: Request, following: Following<Step>) => Promise<Result>,
): Stoppable<Request, Step, Result> {
  const [step, setStep] = useState<Step | null>(null);
  const [controller, setController] = useState(() => new AbortController());
  const running = useMutation({
    mutationFn: async (request: Request): Promise<{ result: Result } | 'stopped'> => {
      const current = new AbortController();
      const { signal } = current;
      setController(current);
      setStep(null);
      try {
        const result = await run(request, { signal, onStep: (next) => setStep(next) });
        // A stream that is let go may also just end.
        return signal.aborted ? 'stopped' : { result };
      } catch (error) {
        if (signal.aborted) return 'stopped';
        throw error;
      }
    },
  });
  const { isPending, data = null } = running;
  return {
    isPending,
    step: isPending ? step : null,
    result: isPending || data === null || data === 'stopped' ? null : data.result,
    stopped: data === 'stopped' && !isPending,
    error: running.error,
    start(request) {
      if (!isPending) running.mutate(request);
    },
    stop: () => controller.abort(),
  };
}
