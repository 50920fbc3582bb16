import { resolve } from 'node:path';
import { findImported } from './choose-model.ts';
import type { StudioClient } from './client.ts';
import { modelTexts } from './model-texts.ts';
import type { Terminal } from './terminal.ts';

/**
 * `nishiki models relink`: says where a model's files are now. Only the same weights are taken.
 * @throws NoModelError, UsageError, or the contract's errors; nothing has changed then
 */
export async function relinkModel(
  wanted: string,
  path: string,
  { json = false }: { json?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const { id } = findImported(await client.models.list(), wanted, terminal.language);
  const model = await client.models.relink({ id, path: resolve(path) });
  if (json) {
    terminal.out(JSON.stringify(model, null, 2));
    return;
  }
  terminal.out(modelTexts[terminal.language].relink.done(model.name[terminal.language]));
  terminal.out(`  ${model.path}`);
}
