import { resolve } from 'node:path';
import { createBytesProgress } from './bytes-progress.ts';
import { findModel } from './choose-model.ts';
import type { StudioClient } from './client.ts';
import { UsageError } from './failure.ts';
import { modelTexts } from './model-texts.ts';
import type { Terminal } from './terminal.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * `nishiki models find`: looks for a model that is gone in a folder and below, and uses it from where it is.
 * @throws UsageError where it is not there, InterruptedError, or the contract's errors
 */
export async function findMovedModel(
  wanted: string,
  folder: string,
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const say = modelTexts[terminal.language].find;
  const { id, name } = findModel(await client.models.list(), wanted, terminal.language);
  const show = createBytesProgress(terminal);
  const events = await client.models.find({ id, folder: resolve(folder) }, { signal });
  for await (const event of untilAborted(events, signal)) {
    if (event.type === 'looking') terminal.redraw?.(say.looking(event.folders));
    else if (event.type === 'checking') show(say.checking, event);
    else if (event.model === null) {
      throw new UsageError(say.nowhere(name[terminal.language], resolve(folder)));
    } else {
      terminal.out(say.found(name[terminal.language]));
      terminal.out(`  ${event.model.path}`);
    }
  }
}
