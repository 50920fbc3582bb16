import { readSafetyChecker } from '../../native-models/checkpoints/read-safety-checker.ts';
import { openSafetyChecker } from '../../native-models/models/safety-checker.ts';
import type { OpenSafetyChecker } from '../../native-models/models/safety-checker.ts';
import type { SessionOptions } from '../../native-models/models/sessions.ts';
import { openTaesd } from '../../native-models/models/taesd.ts';
import type { OpenVaeDecoder } from '../../native-models/models/vae-decoder.ts';

/** Small networks that work beside any model. All calls throw the engine's errors where the files cannot be used. */
export interface Companions {
  /** TAESD's decoder, for previews. */
  previewDecoder(path: string): Promise<OpenVaeDecoder>;
  safetyChecker(folder: string): Promise<OpenSafetyChecker>;
}

/** Of each kind the one used last stays in memory. */
export function createCompanions(options: SessionOptions): Companions {
  return {
    previewDecoder: keepLast(async (path) => (await openTaesd(path, options)).decoder),
    safetyChecker: keepLast(async (folder) =>
      openSafetyChecker(await readSafetyChecker(folder), options),
    ),
  };
}

function keepLast<Network extends { dispose(): Promise<void> }>(
  open: (path: string) => Promise<Network>,
): (path: string) => Promise<Network> {
  let last: { readonly path: string; readonly network: Network } | null = null;
  return async (path) => {
    if (last?.path === path) return last.network;
    const before = last;
    last = null;
    await before?.network.dispose();
    const network = await open(path);
    last = { path, network };
    return network;
  };
}
