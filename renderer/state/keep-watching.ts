const pauseBeforeRetry = 1000;

/** Hears what the studio tells, for the life of the page; what it tells first says how things stand. */
export async function keepWatching<News>(
  watch: () => Promise<AsyncIterable<News>>,
  take: (news: News) => void,
): Promise<never> {
  for (;;) {
    try {
      for await (const news of await watch()) take(news);
    } catch {
      // The connection is lost, which its own notice says; calls wait for the next one.
    }
    await new Promise((resolve) => setTimeout(resolve, pauseBeforeRetry));
  }
}
