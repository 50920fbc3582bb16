import type {
  ChangeModel,
  ImportEvent,
  ImportRequest,
  Model,
  RemovedModel,
} from '../../electron/api/contract/models.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { changeDraft, useDraft } from '../state/draft.ts';

/** What an import is doing, and how much of that is done: 0 … 1. */
export interface ImportStep {
  readonly type: Exclude<ImportEvent['type'], 'imported'>;
  readonly share: number;
}

export interface ImportProgress {
  readonly signal?: AbortSignal;
  /** Called while files are written. */
  readonly onProgress?: (progress: ImportStep) => void;
}

/**
 * Imports a folder or file and chooses the model in Create: it was brought in to be used. Rejects with the studio's error,
 * also where `signal` ends it; nothing has changed then.
 */
export async function importModel(
  request: ImportRequest,
  { signal, onProgress }: ImportProgress = {},
): Promise<Model> {
  const events = await studio.models.import(request, signal ? { signal } : {});
  for await (const event of events) {
    if (event.type !== 'imported') {
      const { type, bytesDone, bytesTotal } = event;
      onProgress?.({ type, share: bytesTotal === 0 ? 1 : bytesDone / bytesTotal });
      continue;
    }
    await takeInModel(event.model);
    return event.model;
  }
  throw new DOMException('The import was stopped.', 'AbortError');
}

/** Shows a model that has come in, and chooses it in Create. */
export async function takeInModel(model: Model): Promise<void> {
  await refreshModels();
  const { modelIds } = useDraft.getState();
  changeDraft({ modelIds: { ...modelIds, [model.arm]: model.id } });
}

/** Takes a model off the list. Its files stay, but for those that the studio has written itself, where it is asked to. */
export async function removeModel(id: string, deleteFiles = false): Promise<RemovedModel> {
  const removed = await studio.models.remove({ id, deleteFiles });
  await refreshModels();
  return removed;
}

/** Keeps what the user says of a model. */
export async function changeModel(change: ChangeModel): Promise<void> {
  await studio.models.change(change);
  await refreshModels();
}

/** The same model at another place. */
export async function relinkModel(id: string, path: string): Promise<void> {
  await studio.models.relink({ id, path });
  await refreshModels();
}

/** The user has read a model's licence and accepts it. */
export async function acceptLicence(id: string): Promise<void> {
  await studio.models.acceptLicence({ id });
  await refreshModels();
}

/** Shows what is true of the models now. */
export async function refreshModels(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: studioQuery.models.key() });
}
