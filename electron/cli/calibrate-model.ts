import type { Model } from '../api/contract/models.ts';
import { findModel } from './choose-model.ts';
import type { StudioClient } from './client.ts';
import { modelTexts } from './model-texts.ts';
import { createStepsProgress } from './steps-progress.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * `nishiki models calibrate`: prepares a model for pictures in 8-bit integers.
 * @throws InterruptedError, or the contract's errors; nothing has changed then.
 */
export async function calibrateModel(
  wanted: string,
  { json = false }: { json?: boolean },
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const model = findModel(await client.models.list(), wanted, terminal.language);
  await calibrate(model, { json }, client, terminal, signal);
}

/** As `calibrateModel`, for a model that is known; `quiet` says nothing of the outcome on stdout. */
export async function calibrate(
  { id, name }: Pick<Model, 'id' | 'name'>,
  { json, quiet = false }: { json: boolean; quiet?: boolean },
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const show = createStepsProgress(terminal);
  const events = await client.models.calibrate({ id }, { signal });
  for await (const event of untilAborted(events, signal)) {
    if (event.type === 'calibrating') {
      show(event, texts[terminal.language].calibrating(name[terminal.language]));
      continue;
    }
    if (quiet) continue;
    const { result, layers } = event;
    if (json) terminal.out(JSON.stringify({ id, result, layers }, null, 2));
    else {
      const say = modelTexts[terminal.language].calibrate;
      terminal.out(say[result](name[terminal.language], layers));
    }
  }
}
