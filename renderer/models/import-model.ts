import type { Model } from '../../electron/api/contract/models.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { changeDraft, useDraft } from '../state/draft.ts';

/** Imports a folder and chooses it in Create: it was brought in to be used. Rejects with the studio's error. */
export async function importModel(path: string, arm?: Model['arm']): Promise<Model> {
  const model = await studio.models.import(arm === undefined ? { path } : { path, arm });
  await refreshModels();
  const { modelIds } = useDraft.getState();
  changeDraft({ modelIds: { ...modelIds, [model.arm]: model.id } });
  return model;
}

/** Takes a model off the list; its files stay. */
export async function removeModel(id: string): Promise<void> {
  await studio.models.remove({ id });
  await refreshModels();
}

async function refreshModels(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: studioQuery.models.key() });
}
