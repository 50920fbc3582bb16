import { resolve } from 'node:path';
import type { Model } from '../api/contract/models.ts';
import type { StudioClient } from './client.ts';
import { displayWidth, padToWidth } from './display-width.ts';
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
    model.folder,
  ]);
  for (const line of drawTable([[...modelColumns], ...rows])) terminal.out(line);
}

/** `nishiki import`: reads a diffusers folder where it lies. */
export async function importModel(
  path: string,
  { arm, json = false }: { arm?: Model['arm']; json?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const model = await client.models.import({ path: resolve(path), ...(arm && { arm }) });
  if (json) terminal.out(JSON.stringify(model, null, 2));
  else {
    const say = texts[terminal.language];
    terminal.out(say.imported(model.name[terminal.language], model.id));
    terminal.out(`  ${model.arm}  ${model.precision}  ${formatBytes(model.bytes, terminal)}`);
    terminal.out(`  ${model.folder}`);
  }
}

function drawTable(rows: readonly (readonly string[])[]): string[] {
  const count = rows[0]?.length ?? 0;
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function formatBytes(bytes: number, { language }: Terminal): string {
  const format = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(bytes / 1e6);
}
