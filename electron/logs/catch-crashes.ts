/**
 * Tells of an error that ends this process, or that Electron shows in a dialog. What happens to the process then is as
 * without it. Returns what stops it.
 */
export function catchCrashes(crashed: (error: unknown) => void): () => void {
  const tell = (error: unknown): void => crashed(error);
  process.on('uncaughtExceptionMonitor', tell);
  return () => void process.off('uncaughtExceptionMonitor', tell);
}
