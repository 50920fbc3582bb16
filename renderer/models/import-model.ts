import type { ImportRequest, Model } from '../../electron/api/contract/models.ts';
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

/** Takes a model off the list; its files stay. */
export async function removeModel(id: string): Promise<void> {
  await studio.models.remove({ id });
  await refreshModels();
}

async function refreshModels(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: studioQuery.models.key() });
}
