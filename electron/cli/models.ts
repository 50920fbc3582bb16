import type { Model } from '../api/contract/models.ts';
import type { StudioClient } from './client.ts';
import { drawTable } from './draw-table.ts';
import { formatBytes } from './format-bytes.ts';
import { modelTexts } from './model-texts.ts';
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
  for (const model of models) {
    const line = unreadLine(model, terminal);
    if (line !== null) terminal.note(line);
  }
}

/** How far a model's files have been read through; null where they have been, or are not to be. */
export function unreadLine(
  { id, name, state: place, content }: Pick<Model, 'id' | 'name' | 'state' | 'content'>,
  terminal: Pick<Terminal, 'language'>,
): string | null {
  const { state, bytesDone, bytesTotal } = content;
  if (place === 'missing' || (state !== 'reading' && state !== 'waiting')) return null;
  const say = modelTexts[terminal.language].content;
  const how =
    bytesTotal === 0
      ? say.waiting
      : say.reading(formatBytes(bytesDone, terminal), formatBytes(bytesTotal, terminal));
  return `${name[terminal.language]}: ${how} ${say.now(id)}`;
}
