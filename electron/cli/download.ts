import { text } from 'node:stream/consumers';
import type { DownloadEvent, DownloadRequest } from '../api/contract/hub.ts';
import type { StudioClient } from './client.ts';
import { UsageError } from './failure.ts';
import { given } from './given.ts';
import { createBytesProgress } from './bytes-progress.ts';
import { noteLicence } from './model-licence.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';
import { untilAborted } from './until-aborted.ts';

export interface DownloadOptions {
  readonly revision?: string;
  readonly variant?: string;
  readonly safetyChecker?: boolean;
  readonly arm?: DownloadRequest['arm'];
  /** Megabytes per second; 0 for no limit. */
  readonly limit?: number;
  readonly json?: boolean;
}

/**
 * `nishiki models download`: fetches a model by its name and imports it.
 * @throws InterruptedError, or the contract's errors; what has arrived is kept for the next time.
 */
export async function downloadModel(
  repository: string,
  { revision, variant, safetyChecker, arm, limit, json = false }: DownloadOptions,
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  if (limit !== undefined) {
    await client.hub.change({ bytesPerSecond: limit === 0 ? null : Math.round(limit * 1e6) });
  }
  const request = { repository, ...given({ revision, variant, safetyChecker, arm }) };
  const events = await client.hub.download(request, { signal });
  const say = texts[terminal.language];
  const show = createBytesProgress(terminal);
  for await (const event of untilAborted(events, signal)) {
    if (event.type === 'fetching') show(say.download.fetching, event);
    else if (event.type === 'rewriting') show(say.rewriting, event);
    else if (json) terminal.out(JSON.stringify({ path: event.path, model: event.model }, null, 2));
    else report(event, terminal);
  }
}

/** `nishiki models token`: keeps the access token that stdin brings; nothing on stdin forgets it. */
export async function saveToken(
  stdin: NodeJS.ReadStream,
  { json = false }: { json?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const say = texts[terminal.language].download;
  // Typed at the prompt it would stay on the screen, as an argument in the shell's history.
  if (stdin.isTTY) throw new UsageError(say.tokenFromPipe);
  const token = (await text(stdin)).trim();
  const state = await client.hub.change({ token: token === '' ? null : token });
  if (json) terminal.out(JSON.stringify(state, null, 2));
  else terminal.out(token === '' ? say.tokenForgotten : say.tokenSaved);
}

function report(
  { model, path }: Extract<DownloadEvent, { type: 'downloaded' }>,
  terminal: Terminal,
): void {
  const say = texts[terminal.language];
  terminal.out(
    model === null ? say.download.scorer : say.imported(model.name[terminal.language], model.id),
  );
  terminal.out(`  ${path}`);
  if (model !== null) noteLicence(model, terminal);
}
