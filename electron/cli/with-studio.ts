import { resolve } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createRouter } from '../api/router.ts';
import { checkoutResources, findDataFolder } from '../data-folder.ts';
import { findHub } from '../hub-surroundings.ts';
import { catchCrashes } from '../logs/catch-crashes.ts';
import { findRemoteQueue } from '../remote/remote-settings.ts';
import { openStudio } from '../services/studio.ts';
import { readVersion } from '../version.ts';
import { forkWorker } from '../workers/fork-worker.ts';
import type { GenerateStudio } from './generate.ts';

/** Which studio, and what it is to compute on; both are settled elsewhere where they are left out. */
export interface StudioPlace {
  readonly data?: string | undefined;
  readonly device?: string | undefined;
}

/**
 * Runs a command with an open studio and closes it in every case. The command speaks to it through the contract, so
 * that the command line has the same defaults, checks and errors as every other door.
 */
export async function withStudio(
  { data, device }: StudioPlace,
  use: (studio: GenerateStudio) => Promise<void>,
): Promise<void> {
  const studio = await openStudio({
    paths: { data: data ? resolve(data) : findDataFolder(process), resources: checkoutResources },
    spawnWorker: forkWorker,
    appVersion: readVersion(),
    device,
    hub: { surroundings: findHub(process.env) },
    remote: findRemoteQueue(process.env),
  });
  const letGo = catchCrashes(studio.diagnostics.crashed);
  try {
    await use({
      client: createRouterClient(createRouter(studio)),
      locate: (id) => studio.gallery.locate(id, 'full'),
    });
  } finally {
    letGo();
    await studio.close();
  }
}
