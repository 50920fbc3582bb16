import { findAddition } from '../api/contract/additions.ts';
import { ownVae } from '../api/contract/arm.ts';
import type { Model } from '../api/contract/models.ts';
import { findModel } from './choose-model.ts';
import type { StudioClient } from './client.ts';
import { UsageError } from './failure.ts';
import { given } from './given.ts';
import { modelTexts } from './model-texts.ts';
import type { Terminal } from './terminal.ts';

export interface ChangeModelOptions {
  /** Empty for the model's own name. */
  readonly name?: string;
  readonly notes?: string;
  readonly arm?: Model['arm'];
  /** Name in the library, or `own`. */
  readonly vae?: string;
  readonly json?: boolean;
}

/**
 * `nishiki models change`: what the user says of a model; what is left out stays.
 * @throws NoModelError, UsageError where nothing is to be changed, or the contract's errors
 */
export async function changeModel(
  wanted: string,
  { name, notes, arm, vae, json = false }: ChangeModelOptions,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const say = modelTexts[terminal.language].change;
  const words = given({ name, notes, arm });
  if (Object.keys(words).length === 0 && vae === undefined) throw new UsageError(say.nothing);
  const { id, embedded } = findModel(await client.models.list(), wanted, terminal.language);
  if (embedded && arm !== undefined) throw new UsageError(say.armStays(id));
  const vaeId = vae === undefined ? {} : { vaeId: await idOfVae(vae, client, terminal) };
  const model = await client.models.change({ id, ...words, ...vaeId });
  if (json) {
    terminal.out(JSON.stringify(model, null, 2));
    return;
  }
  terminal.out(`${model.name[terminal.language]} (${model.id})  ${model.arm}`);
  if (model.notes !== '') terminal.out(`  ${model.notes}`);
  if (vae !== undefined) terminal.out(`  VAE: ${vae}`);
}

/** Null for the model's own. @throws UsageError */
async function idOfVae(
  vae: string,
  client: StudioClient,
  { language }: Terminal,
): Promise<string | null> {
  const all = await client.additions.list();
  const found = findAddition(all, 'vae', vae) ?? all.find(({ id }) => id === vae);
  if (found) return found.id;
  if (vae === ownVae) return null;
  const names = all.filter(({ kind }) => kind === 'vae').map(({ name }) => name);
  throw new UsageError(modelTexts[language].change.noVae(vae, names));
}
