/** Lets the networks of a model be in memory one at a time. */
export interface SessionTurns {
  /** Called by a network before it runs: the one that ran before closes its sessions. */
  take(network: { close(): Promise<void> }): Promise<void>;
}

/** Networks take turns one after the other, as pipelines do; not two at once. */
export function createSessionTurns(): SessionTurns {
  let current: { close(): Promise<void> } | null = null;
  return {
    async take(network) {
      if (network === current) return;
      const before = current;
      current = network;
      await before?.close();
    },
  };
}
