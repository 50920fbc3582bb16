/** What was thrown because a part of the page could not be fetched. */
const missing = new WeakSet<object>();

/**
 * Remembers which failures are those of fetching a part of the page: it is built anew, or the studio is out of reach. Browsers
 * say it in sentences of their own, the bundler in one event.
 */
export function watchMissingParts(): void {
  window.addEventListener('vite:preloadError', (event) => {
    if ('payload' in event && event.payload instanceof Error) missing.add(event.payload);
  });
}

export function isMissingPart(error: unknown): boolean {
  return typeof error === 'object' && error !== null && missing.has(error);
}
