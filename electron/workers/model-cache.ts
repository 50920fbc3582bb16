import type { WorkerModel } from './messages.ts';

/** A model in memory, as far as the cache cares. */
export interface Disposable {
  dispose(): Promise<void> | void;
}

export interface ModelCache<Loaded extends Disposable> {
  has(model: WorkerModel): boolean;
  /** Fingerprints of what is in memory, the one unused longest first. */
  fingerprints(): string[];
  /** The model, loaded now where it is not in memory; the one unused longest is let go for it. */
  get(model: WorkerModel): Promise<Loaded>;
}

/** Keeps the models used last, by their fingerprints. Called by one task after the other. */
export function createModelCache<Loaded extends Disposable>(
  capacity: number,
  load: (model: WorkerModel) => Promise<Loaded>,
): ModelCache<Loaded> {
  // A Map keeps the order of insertion: the first is the one unused longest.
  const loaded = new Map<string, Loaded>();

  return {
    has: (model) => loaded.has(model.fingerprint),
    fingerprints: () => [...loaded.keys()],
    async get(model) {
      const key = model.fingerprint;
      const known = loaded.get(key);
      if (known !== undefined) {
        loaded.delete(key);
        loaded.set(key, known);
        return known;
      }
      // Let go first, so that memory never holds one more than the capacity.
      for (const [oldest, value] of loaded) {
        if (loaded.size < capacity) break;
        loaded.delete(oldest);
        await value.dispose();
      }
      const value = await load(model);
      loaded.set(key, value);
      return value;
    },
  };
}
