import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { ORPCError } from '@orpc/client';
import type {
  GenerationEvent,
  GenerationRequestInput,
} from '../../electron/api/contract/generation.ts';
import { openStudio, type Studio } from '../../electron/services/studio.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import { resources } from '../helpers/open-test-studio.ts';
import type { Connection, StudioClient, Transport } from './transports.ts';

export const salaryman = 'サラリーマン 油絵';
export const ja = { kind: 'ja', modelId: 'demo-ja-stage2', prompt: salaryman } as const;
export const en = {
  kind: 'en',
  modelId: 'demo-en',
  prompt: 'businessman, oil painting',
} as const;
/** As small as a picture can be: these tests are about messages. */
export const small = { width: 64, height: 64, steps: 2 };

/** What the tests of one transport share; there from the first of them on. */
export interface Connected {
  readonly folder: string;
  readonly studio: Studio;
  readonly client: StudioClient;
  /** All events of a run. */
  print(request: GenerationRequestInput): Promise<GenerationEvent[]>;
}

/** A real studio with its own models behind a transport, for all tests of the `describe` that calls this. */
export function connectStudio(transport: Transport): Connected {
  let folder: string;
  let studio: Studio;
  let connection: Connection;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nishiki-契約-'));
    studio = await openStudio({
      paths: { data: join(folder, 'data'), resources },
      spawnWorker: forkWorker,
      appVersion: '0.0.0-test',
    });
    connection = await transport.connect(studio);
  });
  after(async () => {
    await connection.close();
    await studio.close();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    get folder() {
      return folder;
    },
    get studio() {
      return studio;
    },
    get client() {
      return connection.client;
    },
    async print(request) {
      const events: GenerationEvent[] = [];
      for await (const event of await connection.client.generation.run(request)) {
        events.push(event);
      }
      return events;
    },
  };
}

export function only<Type extends GenerationEvent['type']>(
  events: readonly GenerationEvent[],
  type: Type,
): Extract<GenerationEvent, { type: Type }>[] {
  return events.filter(
    (event): event is Extract<GenerationEvent, { type: Type }> => event.type === type,
  );
}

/** The contract's error that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<{ code: string; data: unknown }> {
  const error = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ORPCError, String(error));
  return { code: error.code, data: error.data };
}
