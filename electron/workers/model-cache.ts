import type { WorkerModel } from './messages.ts';

/** A model in memory, as far as the cache cares. */
export interface Disposable {
  dispose(): Promise<void> | void;
}

/** A model whose files are known. */
export interface OpenedModel<Loaded extends Disposable> {
  /** What it will take while it is in memory. */
  readonly bytes: number;
  load(): Promise<Loaded>;
}

export interface ModelCacheOptions<Loaded extends Disposable> {
  readonly budgetBytes: number;
  readonly open: (model: WorkerModel) => Promise<OpenedModel<Loaded>>;
  /** Told the fingerprints of what is in memory whenever that changes, the one unused longest first. */
  readonly onChange?: (fingerprints: readonly string[]) => void;
}

export interface ModelCache<Loaded extends Disposable> {
  has(model: WorkerModel): boolean;
  /**
   * Lends the model, loaded now where it is not in memory. Those unused longest are let go until it fits into the budget;
   * those that are lent stay. One that is larger than the whole budget is alone.
   */
  use<Result>(model: WorkerModel, work: (loaded: Loaded) => Promise<Result>): Promise<Result>;
  /** Bytes of the models that are lent at present, and of all others but this one. */
  others(model: WorkerModel): { readonly lentBytes: number; readonly idleBytes: number };
  /** Lets go of all models that are not lent. */
  clear(): Promise<void>;
}

interface Kept<Loaded> {
  readonly value: Loaded;
  readonly bytes: number;
  /** How often it is lent at present. */
  users: number;
}

/** Keeps the models used last, by their fingerprints, within a budget of memory. Models are loaded one at a time. */
export function createModelCache<Loaded extends Disposable>({
  budgetBytes,
  open,
  onChange = () => {},
}: ModelCacheOptions<Loaded>): ModelCache<Loaded> {
  // A Map keeps the order of insertion: the first is the one unused longest.
  const models = new Map<string, Kept<Loaded>>();

  async function load(model: WorkerModel): Promise<Kept<Loaded>> {
    const { bytes, load: loadNow } = await open(model);
    // Let go first, so that memory never holds both.
    await makeRoom(budgetBytes - bytes);
    const kept = { value: await loadNow(), bytes, users: 0 };
    models.set(model.fingerprint, kept);
    onChange([...models.keys()]);
    return kept;
  }

  async function makeRoom(limit: number): Promise<void> {
    let total = 0;
    for (const { bytes } of models.values()) total += bytes;
    for (const [oldest, { value, bytes, users }] of models) {
      if (total <= limit) return;
      if (users > 0) continue;
      models.delete(oldest);
      total -= bytes;
      onChange([...models.keys()]);
      await value.dispose();
    }
  }

  return {
    has: (model) => models.has(model.fingerprint),
    async use(model, work) {
      const kept = models.get(model.fingerprint) ?? (await load(model));
      models.delete(model.fingerprint);
      models.set(model.fingerprint, kept);
      kept.users += 1;
      try {
        return await work(kept.value);
      } finally {
        kept.users -= 1;
      }
    },
    others({ fingerprint }) {
      let [lentBytes, idleBytes] = [0, 0];
      for (const [key, { bytes, users }] of models) {
        if (key === fingerprint) continue;
        if (users > 0) lentBytes += bytes;
        else idleBytes += bytes;
      }
      return { lentBytes, idleBytes };
    },
    clear: () => makeRoom(-Infinity),
  };
}
