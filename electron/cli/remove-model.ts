import type { StudioClient } from './client.ts';
import { findImported } from './choose-model.ts';
import { modelTexts } from './model-texts.ts';
import type { Terminal } from './terminal.ts';

/** `nishiki models remove`: forgets a model; deletes what the studio has written of it where it is asked to. */
export async function removeModel(
  wanted: string,
  { deleteFiles = false, json = false }: { deleteFiles?: boolean; json?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const say = modelTexts[terminal.language];
  const model = findImported(await client.models.list(), wanted, terminal.language);
  const removed = await client.models.remove({ id: model.id, deleteFiles });
  if (json) {
    terminal.out(JSON.stringify(removed, null, 2));
    return;
  }
  terminal.out(say.removed(model.name[terminal.language]));
  terminal.out(`  ${say.files[removed.files]}`);
  terminal.out(`  ${model.path}`);
  if (removed.othersLeft > 0) terminal.note(say.othersLeft(removed.othersLeft, model.path));
}
