import { profilesOf } from '../../native-models/models/device-profiles.ts';
import type { Device } from './devices.ts';
import type { SpawnWorker } from './worker-channel.ts';

/**
 * Has a worker of its own find out how a device is used, and keep that. Where a driver ends the process, the next one goes
 * on with what was not tried yet.
 *
 * @throws the signal's reason, after the process is gone; Error where workers do not start at all
 */
export async function testInProcess(
  device: Device,
  spawnWorker: SpawnWorker,
  signal: AbortSignal,
): Promise<void> {
  const mostProcesses = profilesOf[device.provider].length + 1;
  for (let process = 0; process < mostProcesses; process++) {
    signal.throwIfAborted();
    if (await runTest(device, spawnWorker, signal)) return;
  }
  throw new Error(`The self-test of ${device.name} did not come to its end.`);
}

/** Whether the worker has said how the device is used; it is gone in any case. */
async function runTest(
  device: Device,
  spawnWorker: SpawnWorker,
  signal: AbortSignal,
): Promise<boolean> {
  const worker = spawnWorker(device);
  const ended = Promise.withResolvers<void>();
  let hasSaid = false;
  const kill = (): void => worker.kill();
  worker.onExit(() => ended.resolve());
  worker.onMessage((message) => {
    if (message.type === 'ready') worker.postMessage({ type: 'test' });
    if (message.type !== 'device') return;
    hasSaid = true;
    worker.kill();
  });
  signal.addEventListener('abort', kill, { once: true });
  await ended.promise;
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  return hasSaid;
}
