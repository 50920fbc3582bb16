import { findModel } from './choose-model.ts';
import { createBytesProgress } from './bytes-progress.ts';
import type { StudioClient } from './client.ts';
import { modelTexts } from './model-texts.ts';
import type { Terminal } from './terminal.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * `nishiki models check`: whether a model's files are still what they were.
 * @returns false where they are not
 * @throws InterruptedError, or the contract's errors
 */
export async function checkModel(
  wanted: string,
  { json = false }: { json?: boolean },
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  const say = modelTexts[terminal.language].check;
  const model = findModel(await client.models.list(), wanted, terminal.language);
  const show = createBytesProgress(terminal);
  let isSame = true;
  const events = await client.models.check({ id: model.id }, { signal });
  for await (const event of untilAborted(events, signal)) {
    if (event.type === 'reading') {
      show(say.reading, event);
      continue;
    }
    const { type: _type, ...checked } = event;
    isSame = checked.result !== 'changed';
    if (json) {
      terminal.out(JSON.stringify(checked, null, 2));
      continue;
    }
    terminal.out(say[checked.result](model.name[terminal.language]));
    for (const name of checked.changed) terminal.out(`  ${name}`);
    terminal.out(`  SHA-256 ${checked.sha256}`);
  }
  return isSame;
}
