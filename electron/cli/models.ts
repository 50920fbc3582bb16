import type { StudioClient } from './client.ts';
import { drawTable } from './draw-table.ts';
import { formatBytes } from './format-bytes.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

/** `nishiki models`: a table of what can print. */
export async function listModels(
  { json = false }: { json?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const models = await client.models.list();
  if (json) {
    terminal.out(JSON.stringify(models, null, 2));
    return;
  }
  const { modelColumns, modelState } = texts[terminal.language];
  const rows = models.map((model) => [
    model.id,
    model.name[terminal.language],
    model.arm,
    modelState[model.state],
    model.precision,
    formatBytes(model.bytes, terminal),
    model.path,
  ]);
  for (const line of drawTable([[...modelColumns], ...rows])) terminal.out(line);
}
