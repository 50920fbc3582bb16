import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { mostBytes, tensorsToRewrite } from '../../native-models/checkpoints/rewritten-model.ts';
import type { ImportEvent, ImportRequest, Model, ModelOptions } from '../api/contract/models.ts';
import { createId } from '../database/create-id.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import { copyModel, type CopiedModel } from './copy-model.ts';
import type { ModelLibrary } from './model-library.ts';
import { createModelRecord } from './model-record.ts';
import { isOwned } from './owned-files.ts';
import { copyIdOf, ownedNoteOf, ownedRootOf, type OwnedPlaces } from './owned-note.ts';
import { isWeighed, joinHashes } from './read-hashes.ts';
import { sampleModelFiles } from './sample-files.ts';

export interface ImportModelOptions {
  readonly tables: Tables;
  readonly library: ModelLibrary;
  readonly places: OwnedPlaces;
  readonly clock: () => Date;
  readonly signal: AbortSignal | undefined;
  /** Where it was fetched, if it was. */
  readonly page: string | null;
  readonly withState: (model: ModelRecord) => Model;
}

/**
 * Reads a model where it lies, or copies it first; rewrites of it what cannot be used in place, and keeps its row. File
 * first, row last: until the row is there nothing has changed but files that nobody knows, and where anything fails those
 * are deleted.
 *
 * @param path absolute
 * @throws CheckpointError, StudioError CANNOT_COPY, CANNOT_REWRITE, the signal's reason
 */
export async function* importModel(
  request: ImportRequest,
  path: string,
  importing: ImportModelOptions,
): AsyncGenerator<ImportEvent, void, void> {
  const { places, clock, signal, tables } = importing;
  const options = optionsOf(request);
  // What is the studio's own needs no further copy.
  if (request.copy !== true || isOwned(path, places)) {
    yield* takeIn(request, { path, options, files: [] }, importing);
    return;
  }
  const model = await readModel(path, options);
  const id = createId(clock());
  const furtherBytes = mostBytes(tensorsToRewrite(model));
  const copied = yield* copyModel(path, options, { id, places, furtherBytes, signal });
  try {
    yield* takeIn(request, copied, importing);
  } finally {
    if (tables.models.get(id) === null) {
      await rm(ownedRootOf(copied.path, places), { recursive: true, force: true });
    }
  }
}

async function* takeIn(
  request: ImportRequest,
  { path, options, files }: CopiedModel,
  { tables, library, places, clock, signal, page, withState }: ImportModelOptions,
): AsyncGenerator<ImportEvent, void, void> {
  const now = clock();
  let model = await readModel(path, options);
  let rewritten: string | null = null;
  let sampled: string | null = null;
  const waiting = tensorsToRewrite(model);
  if (waiting.size > 0) {
    // A name of its own each time: a worker may have the last one mapped.
    rewritten = `${createId(now)}.safetensors`;
    sampled = await sampleModelFiles(path, options);
    for await (const progress of library.write(rewritten, waiting, signal)) {
      yield { type: 'rewriting', ...progress };
    }
    model = await readModel(path, { ...options, rewritten: library.pathOf(rewritten) });
  }
  const known = tables.models.byPath(path);
  const record = await createModelRecord(
    model,
    {
      id: known?.id ?? copyIdOf(path, places) ?? createId(now),
      path,
      options,
      embedded: known?.embedded ?? false,
      importedAt: known?.importedAt ?? now.toISOString(),
      rewritten,
      rewrittenBytes: rewritten === null ? 0 : await library.size(rewritten),
      sampled,
      page: page ?? known?.page ?? null,
    },
    request.arm,
  );
  // Two pages may import it at once: it is one model.
  const twin = tables.models.byPath(path);
  const { id, importedAt } = twin ?? record;
  const kept = { ...record, id, importedAt };
  tables.transaction(() => {
    tables.models.save(kept);
    const weighed = files.filter(isWeighed);
    if (weighed.length > 0) tables.modelFiles.finish(id, weighed, joinHashes(weighed));
  });
  await ownedNoteOf(path, places).remember(false);
  yield { type: 'imported', model: withState(kept) };
}

/** What is kept of a request, its paths absolute and nothing in it undefined. */
function optionsOf({ variant, ema, predictionType, parts = {} }: ImportRequest): ModelOptions {
  const given = Object.entries(parts).flatMap(([name, path]) =>
    path === undefined ? [] : [[name, resolve(path)]],
  );
  return {
    ...(variant !== undefined && { variant }),
    ...(ema !== undefined && { ema }),
    ...(predictionType !== undefined && { predictionType }),
    ...(given.length > 0 && { parts: Object.fromEntries(given) as ModelOptions['parts'] }),
  };
}
