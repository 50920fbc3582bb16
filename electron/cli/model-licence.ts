import type { Model } from '../api/contract/models.ts';
import { findModel } from './choose-model.ts';
import type { StudioClient } from './client.ts';
import { modelTexts } from './model-texts.ts';
import type { Terminal } from './terminal.ts';

/** `nishiki models licence`: shows a model's licence; accepts it where it is asked to. */
export async function showLicence(
  wanted: string,
  { accept = false, json = false }: { accept?: boolean; json?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const say = modelTexts[terminal.language].licence;
  const model = findModel(await client.models.list(), wanted, terminal.language);
  if (accept) await client.models.acceptLicence({ id: model.id });
  const licence = await client.models.licence({ id: model.id });
  if (json) {
    terminal.out(JSON.stringify(licence, null, 2));
    return;
  }
  const { name, link, file, acceptance } = licence;
  terminal.out(`${model.name[terminal.language]}  ${name ?? say.unnamed}`);
  if (link !== null) terminal.out(`  ${link}`);
  if (file !== null && !accept) terminal.out(`\n${file.name}\n\n${file.text.trimEnd()}\n`);
  if (acceptance.state === 'free') terminal.out(say.free);
  else if (acceptance.at === null) terminal.out(say.needed(model.id));
  else terminal.out(say.accepted(acceptance.at));
}

/** After a model has come in: what has to be done before its first picture. */
export function noteLicence({ id, licence, acceptance }: Model, terminal: Terminal): void {
  if (acceptance.state !== 'needed') return;
  const say = modelTexts[terminal.language].licence;
  terminal.note(`${licence ?? say.unnamed}: ${say.needed(id)}`);
}
