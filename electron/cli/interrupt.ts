/** Exit code of a program that Ctrl+C ended, as shells have it: 128 + SIGINT. */
export const interruptedExitCode = 130;

/**
 * A signal that aborts at the first Ctrl+C or SIGTERM, so that work can end in order. The second one ends the process
 * at once: whoever asks twice does not want to wait. A reader that has gone (`nishiki models | head -1`) aborts too: what
 * would still be written, nobody reads.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(interruptedExitCode);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      controller.abort();
    });
  }
  return controller.signal;
}

/** Resolves at the first Ctrl+C or SIGTERM. */
export function untilInterrupted(): Promise<void> {
  const signal = interruptSignal();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}
