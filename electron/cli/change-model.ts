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
  readonly json?: boolean;
}

/**
 * `nishiki models change`: what the user says of a model; what is left out stays.
 * @throws NoModelError, UsageError where nothing is to be changed, or the contract's errors
 */
export async function changeModel(
  wanted: string,
  { name, notes, arm, json = false }: ChangeModelOptions,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const say = modelTexts[terminal.language].change;
  const change = given({ name, notes, arm });
  if (Object.keys(change).length === 0) throw new UsageError(say.nothing);
  const { id, embedded } = findModel(await client.models.list(), wanted, terminal.language);
  if (embedded && arm !== undefined) throw new UsageError(say.armStays(id));
  const model = await client.models.change({ id, ...change });
  if (json) {
    terminal.out(JSON.stringify(model, null, 2));
    return;
  }
  terminal.out(`${model.name[terminal.language]} (${model.id})  ${model.arm}`);
  if (model.notes !== '') terminal.out(`  ${model.notes}`);
}
