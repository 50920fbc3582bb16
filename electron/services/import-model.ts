import { resolve } from 'node:path';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { tensorsToRewrite } from '../../native-models/checkpoints/rewritten-model.ts';
import type { ImportEvent, ImportRequest, Model, ModelOptions } from '../api/contract/models.ts';
import { createId } from '../database/create-id.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import type { ModelLibrary } from './model-library.ts';
import { createModelRecord } from './model-record.ts';

export interface ImportModelOptions {
  readonly tables: Tables;
  readonly library: ModelLibrary;
  readonly clock: () => Date;
  readonly signal: AbortSignal | undefined;
  readonly withState: (model: ModelRecord) => Model;
}

/**
 * Reads a model where it lies, rewrites of it what cannot be used in place, and keeps its row. File first, row last: until
 * the row is there nothing has changed but a file that nobody knows.
 *
 * @param path absolute
 * @throws CheckpointError, StudioError CANNOT_REWRITE, the signal's reason
 */
export async function* importModel(
  request: ImportRequest,
  path: string,
  { tables, library, clock, signal, withState }: ImportModelOptions,
): AsyncGenerator<ImportEvent, void, void> {
  const options = optionsOf(request);
  const now = clock();
  let model = await readModel(path, options);
  let rewritten: string | null = null;
  const waiting = tensorsToRewrite(model);
  if (waiting.size > 0) {
    // A name of its own each time: a worker may have the last one mapped.
    rewritten = `${createId(now)}.safetensors`;
    for await (const progress of library.write(rewritten, waiting, signal)) {
      yield { type: 'rewriting', ...progress };
    }
    model = await readModel(path, { ...options, rewritten: library.pathOf(rewritten) });
  }
  const known = tables.models.byPath(path);
  const record = await createModelRecord(
    model,
    {
      id: known?.id ?? createId(now),
      path,
      options,
      embedded: known?.embedded ?? false,
      importedAt: known?.importedAt ?? now.toISOString(),
      rewritten,
      rewrittenBytes: rewritten === null ? 0 : await library.size(rewritten),
    },
    request.arm,
  );
  tables.models.save(record);
  yield { type: 'imported', model: withState(record) };
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
