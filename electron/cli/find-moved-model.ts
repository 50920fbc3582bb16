import { resolve } from 'node:path';
import { createBytesProgress } from './bytes-progress.ts';
import { findImported } from './choose-model.ts';
import type { StudioClient } from './client.ts';
import { modelTexts } from './model-texts.ts';
import type { Terminal } from './terminal.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * `nishiki models find`: looks for a model that is gone in a folder and below, and uses it from where it is.
 * @returns false where it is not there
 * @throws NoModelError, UsageError, InterruptedError, or the contract's errors
 */
export async function findMovedModel(
  wanted: string,
  folder: string,
  { json = false }: { json?: boolean },
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  const say = modelTexts[terminal.language].find;
  const { id, name } = findImported(await client.models.list(), wanted, terminal.language);
  const show = createBytesProgress(terminal);
  const events = await client.models.find({ id, folder: resolve(folder) }, { signal });
  let isFound = false;
  for await (const event of untilAborted(events, signal)) {
    if (event.type === 'looking') terminal.redraw?.(say.looking(event.folders));
    else if (event.type === 'checking') show(say.checking, event);
    else {
      isFound = event.model !== null;
      if (json) terminal.out(JSON.stringify({ id, model: event.model }, null, 2));
      else if (event.model === null) {
        terminal.note(say.nowhere(name[terminal.language], resolve(folder)));
      } else {
        terminal.out(say.found(name[terminal.language]));
        terminal.out(`  ${event.model.path}`);
      }
    }
  }
  return isFound;
}
