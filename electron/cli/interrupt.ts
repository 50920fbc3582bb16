/** Exit code of a program that Ctrl+C ended, as shells have it: 128 + SIGINT. */
export const interruptedExitCode = 130;

/** Ctrl+C, a request to end, and the terminal's window that is closed. */
const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal that aborts at the first interruption, so that work can end in order. The second one ends the process
 * at once: whoever asks twice does not want to wait. A reader that has gone (`nishiki models | head -1`) aborts too: what
 * would still be written, nobody reads.
 *
 * @param onOutputLost told once where what is written cannot be kept: a full disk
 */
export function interruptSignal(onOutputLost: (error: Error) => void): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(interruptedExitCode);
    controller.abort();
  };
  for (const name of interruptions) process.on(name, interrupt);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (controller.signal.aborted) return;
      controller.abort();
      if (error.code !== 'EPIPE') onOutputLost(error);
    });
  }
  return controller.signal;
}

/** Resolves at the first Ctrl+C, SIGTERM or SIGHUP. */
export function untilInterrupted(): Promise<void> {
  // The door goes on closing in order; there is nowhere left to say why.
  const signal = interruptSignal(() => {});
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}
