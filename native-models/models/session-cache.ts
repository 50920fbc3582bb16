import type { BuiltGraph } from '../graphs/built-graph.ts';
import { ModelError } from './model-error.ts';
import type { InferenceSession } from './onnx-runtime.ts';
import { memoryOfSession } from './session-memory.ts';
import { openSession, type SessionOptions } from './sessions.ts';

/** The sessions of one network. Sizes are baked into a graph, so every shape has its own. */
export interface SessionCache<Shape> {
  /**
   * Lends the session of a shape, opening it where needed. Calls run one after the other: a run uses all cores anyway,
   * and a session is never closed under a run.
   *
   * @throws GraphError, ModelError
   */
  use<Result>(shape: Shape, work: (session: InferenceSession) => Promise<Result>): Promise<Result>;
  /** Closes all sessions after the run in progress; later calls fail with ModelError `closed`. */
  dispose(): Promise<void>;
}

/**
 * @param buildGraph called once per shape and session; cheap beside opening.
 */
export function createSessionCache<Shape extends Readonly<Record<keyof Shape, number>>>(
  network: string,
  buildGraph: (shape: Shape) => BuiltGraph,
  options: SessionOptions = {},
): SessionCache<Shape> {
  const { sessionsPerNetwork = 2, weightMemory, availableBytes, turns } = options;
  // Least recently used first.
  const sessions = new Map<string, InferenceSession>();
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;

  function enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = queue.then(work);
    queue = result.catch(() => {});
    return result;
  }

  async function sessionOf(shape: Shape): Promise<InferenceSession> {
    const key = keyOf(shape);
    let session = sessions.get(key);
    sessions.delete(key);
    if (!session) {
      const graph = buildGraph(shape);
      await makeRoom(graph);
      session = await openSession(network, graph, options);
    }
    sessions.set(key, session);
    return session;
  }

  /** Before another session is opened: two large ones side by side may not fit into memory. */
  async function makeRoom(graph: BuiltGraph): Promise<void> {
    while (sessions.size >= sessionsPerNetwork) await closeOldest();
    if (sessions.size === 0 || availableBytes === undefined) return;
    const { keptBytes, openingBytes, computedBytes } = memoryOfSession(graph, weightMemory);
    const neededBytes = keptBytes + openingBytes + computedBytes;
    if (KEEPING_MARGIN * neededBytes > availableBytes()) await closeAll();
  }

  async function closeOldest(): Promise<void> {
    for (const [key, session] of sessions) {
      sessions.delete(key);
      await session.release();
      return;
    }
  }

  async function closeAll(): Promise<void> {
    while (sessions.size > 0) await closeOldest();
  }
  const own = { close: () => enqueue(closeAll) };

  return {
    use: (shape, work) =>
      enqueue(async () => {
        if (closed) {
          throw new ModelError(
            'closed',
            `The ${network} was closed and cannot be used any more. Load the model again.`,
          );
        }
        await turns?.take(own);
        return work(await sessionOf(shape));
      }),
    dispose: () =>
      enqueue(async () => {
        closed = true;
        await closeAll();
      }),
  };
}

/** Results lie scattered in the arena, and other networks of the same run want memory too: so many times a session's own. */
const KEEPING_MARGIN = 2;

/** Of the same sides the same, in whatever order they are named. */
function keyOf(shape: Readonly<Record<string, number>>): string {
  const sides = Object.entries(shape).map(([name, size]) => `${name} ${size}`);
  return sides.toSorted().join(', ');
}
