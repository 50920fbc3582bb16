import { readModel } from '../../native-models/checkpoints/read-model.ts';
import type { DeviceProfile } from '../../native-models/models/device-profiles.ts';
import type { LoadOptions } from '../../native-models/models/load-diffusion-model.ts';
import type { Device } from './devices.ts';
import type { WorkerModel } from './messages.ts';
import { readMemory } from './read-memory.ts';

/** The same model with one network in memory at a time: another one to the cache. */
export function asSmall(model: WorkerModel): WorkerModel {
  return { ...model, fingerprint: `${model.fingerprint} small`, footprint: 'small' };
}

/** What its files hold, weights aside. @throws CheckpointError */
export async function describeModel({ path, options, described }: WorkerModel) {
  return described ?? (await readModel(path, options));
}

/** How the engine is to load the model on this device. */
export function loadOptions(
  { loras = [], embeddings = [], vae, int8, footprint }: WorkerModel,
  profile: DeviceProfile,
  { deviceId, threads, weightMemory }: Pick<Device, 'deviceId' | 'threads' | 'weightMemory'>,
): LoadOptions {
  return {
    profile,
    ...(profile.provider !== 'cpu' && deviceId !== undefined && { deviceId }),
    threads,
    // A card has memory of its own.
    ...(profile.provider === 'cpu' && { availableBytes: () => readMemory().availableBytes }),
    ...(weightMemory !== undefined && { weightMemory }),
    oneNetworkAtATime: footprint === 'small',
    loras,
    embeddings: embeddings.map(({ file, word }) => ({ file, ...(word && { word }) })),
    ...(vae !== undefined && { vae }),
    ...(int8 && { int8 }),
  };
}
