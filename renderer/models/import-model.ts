import type {
  ChangeModel,
  ImportRequest,
  Model,
  RemovedModel,
} from '../../electron/api/contract/models.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { changeDraft, useDraft } from '../state/draft.ts';

export interface ImportProgress {
  readonly signal?: AbortSignal;
  /** Called while weights are rewritten, with 0 … 1. */
  readonly onRewriting?: (share: number) => void;
}

/**
 * Imports a folder or file and chooses the model in Create: it was brought in to be used. Rejects with the studio's error,
 * also where `signal` ends it; nothing has changed then.
 */
export async function importModel(
  request: ImportRequest,
  { signal, onRewriting }: ImportProgress = {},
): Promise<Model> {
  const events = await studio.models.import(request, signal ? { signal } : {});
  for await (const event of events) {
    if (event.type === 'rewriting') {
      onRewriting?.(event.bytesDone / event.bytesTotal);
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

async function refreshModels(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: studioQuery.models.key() });
}
