import { access, constants, statfs } from 'node:fs/promises';
import type { SystemInfo } from '../api/contract/system.ts';
import { countCores } from '../workers/devices.ts';
import { readUse } from '../workers/kept-findings.ts';
import { readMemory } from '../workers/read-memory.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import type { DataFolder } from './data-folder.ts';
import { systemErrorCode } from './studio-error.ts';

export type SystemService = ReturnType<typeof createSystemService>;

export function createSystemService(
  data: DataFolder,
  pool: WorkerPool,
  appVersion: string,
  recovered: number,
) {
  return {
    async info(): Promise<SystemInfo> {
      return {
        version: appVersion,
        dataFolder: data.path,
        devices: pool.devices().map(({ device, worker, use }) => ({
          ...device,
          worker,
          // A worker that has not begun yet will do as the last test has found.
          use: use ?? (device.selfTest ? readUse(device.selfTest) : null),
        })),
        cores: countCores(),
        memory: memoryNow(),
        health: {
          database: data.readOnly ? 'read-only' : 'ok',
          pictureFolder: data.isThere() ? await checkFolder(data.folders.pictures) : 'missing',
          diskFreeBytes: await freeBytes(data.path),
          recovered,
          repairedFrom: data.repair?.keptAs ?? null,
        },
      };
    },
  };
}

function memoryNow(): SystemInfo['memory'] {
  const { totalBytes, availableBytes } = readMemory();
  return { totalBytes, freeBytes: availableBytes };
}

async function checkFolder(folder: string): Promise<SystemInfo['health']['pictureFolder']> {
  try {
    await access(folder, constants.W_OK);
    return 'ok';
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '') ? 'missing' : 'read-only';
  }
}

async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // Some network file systems do not say; the contract has null for that.
    return null;
  }
}
