import { endWithParent } from './end-with-parent.ts';

/** A worker's line to the studio: what it hears, and what it says. */
export interface ParentPort<Heard, Said> {
  post(message: Said): void;
  onMessage(listener: (message: Heard) => void): void;
  /** Called when the studio is gone; a worker must not outlive it. */
  onClose(listener: () => void): void;
}

/** What `process.parentPort` offers in a utility process of the desktop shell. */
interface UtilityParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/**
 * The line of this process, however it was started: by `child_process.fork`, or as a utility process, which ends with
 * its parent by itself.
 *
 * @throws Error where nobody started this process as a worker
 */
export function openParentPort<Heard, Said extends object>(): ParentPort<Heard, Said> {
  const { parentPort } = process as { parentPort?: UtilityParentPort };
  if (parentPort !== undefined) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data as Heard)),
      onClose: () => {},
    };
  }
  const send = process.send?.bind(process);
  if (send === undefined) {
    throw new Error('This program is a worker of Nishiki; it does nothing when started by itself.');
  }
  // Ctrl+C and a closed window reach every process of a terminal, a service that is stopped tells every process of its own;
  // but it is for the studio to answer, which cancels the job in order. This one ends with the studio.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
  endWithParent();
  return {
    // The callback keeps a parent that has just gone from becoming an unhandled error; `disconnect` follows.
    post: (message) => void send(message, undefined, undefined, () => {}),
    onMessage: (listener) => process.on('message', (message) => listener(message as Heard)),
    onClose: (listener) => process.on('disconnect', listener),
  };
}
