import type { RemoteState } from '../api/contract/remote.ts';
import { queueUrlSchema } from '../api/contract/remote.ts';
import type { StudioClient } from './client.ts';
import { drawTable } from './draw-table.ts';
import { UsageError } from './failure.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

export interface RemoteQueueOptions {
  readonly off?: boolean;
  /** Whether this machine prints too; left out, as it is. */
  readonly printHere?: boolean;
  readonly json?: boolean;
}

/** How long the answer of a queue just named is waited for, in milliseconds. */
const patience = 5000;

/**
 * `nishiki queue remote`: says which queue for other machines there is and who works at it; names one or turns it off.
 * @throws UsageError
 */
export async function showRemoteQueue(
  url: string | undefined,
  { off = false, printHere, json = false }: RemoteQueueOptions,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const say = texts[terminal.language].worker;
  if (url !== undefined && (off || !queueUrlSchema.safeParse(url).success)) {
    throw new UsageError(say.queueInvalid);
  }
  if (off || url !== undefined || printHere !== undefined) {
    await client.remote.change({
      ...(off && { url: null }),
      ...(url !== undefined && { url }),
      ...(printHere !== undefined && { printHere }),
    });
  }
  const state = await untilKnown(client);
  if (json) terminal.out(JSON.stringify(state, null, 2));
  else draw(state, terminal);
}

/** `nishiki queue token`: what a worker needs beside the address. @throws UsageError where there is no queue */
export async function showToken(
  { new: isNew = false }: { new?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  if (isNew) await client.remote.change({ renewToken: true });
  const { token } = await client.remote.token();
  if (token === null) throw new UsageError(texts[terminal.language].worker.noRemote);
  terminal.out(token);
}

async function untilKnown(client: StudioClient): Promise<RemoteState> {
  const until = performance.now() + patience;
  for (;;) {
    const state = await client.remote.state();
    const isOpen =
      state.line === 'connecting' || (state.line === 'connected' && !state.workers.length);
    if (!isOpen || performance.now() > until) return state;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function draw(
  { address, line, detail, printHere, workers }: RemoteState,
  terminal: Terminal,
): void {
  const say = texts[terminal.language].worker;
  if (line === 'off' || line === 'unreadable') {
    terminal.out(line === 'off' ? say.off : say.unreadable);
    return;
  }
  terminal.out(say.line[line](address ?? '', detail));
  terminal.out(printHere ? say.alsoHere : say.notHere);
  const rows = workers.flatMap(({ host, version, devices }) =>
    devices.map((device) => [host, device.name, device.provider, say.state[device.state], version]),
  );
  if (rows.length === 0) terminal.out(say.nobody);
  else for (const row of drawTable([[...say.columns], ...rows])) terminal.out(row);
}
