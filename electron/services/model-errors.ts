import { CheckpointError } from '../../native-models/checkpoints/checkpoint-error.ts';
import { TokenizerError } from '../../native-models/tokenizers/tokenizer-error.ts';
import type { ModelRecord } from '../database/models-table.ts';
import { StudioError, systemErrorCode } from './studio-error.ts';

export function modelGone({ name, path }: ModelRecord): StudioError<'MODEL_UNREADABLE'> {
  const detail = 'Its folder or file, or a part that was given for it, is not there any more.';
  return new StudioError(
    'MODEL_UNREADABLE',
    { path, reason: 'not-found', detail },
    `The model ${name.en} in ${path} is gone. ${detail} Nothing was changed. Connect the disk it lies on, or import the model from where it is now.`,
  );
}

export function modelStays({ id, name }: ModelRecord): StudioError<'MODEL_NOT_FOUND'> {
  return new StudioError(
    'MODEL_NOT_FOUND',
    { modelId: id },
    `The model ${name.en} comes with the studio and stays where it is. Nothing was changed.`,
  );
}

export function otherWeights(known: ModelRecord, path: string): StudioError<'MODEL_UNREADABLE'> {
  const detail = `Its weights are not those of ${known.name.en}.`;
  return new StudioError(
    'MODEL_UNREADABLE',
    { path, reason: 'other-weights', detail },
    `The model in ${path} is another one. ${detail} Nothing was changed. Import it as a model of its own, or choose the place where this one is now.`,
  );
}

/** Its weights were rewritten, and nothing says what its own files were. */
export function cannotTellApart(known: ModelRecord, path: string): StudioError<'MODEL_UNREADABLE'> {
  const detail = `The studio rewrote the weights of ${known.name.en} before it noted what is in the files they came from.`;
  return new StudioError(
    'MODEL_UNREADABLE',
    { path, reason: 'cannot-tell-apart', detail },
    `Whether the model in ${path} is ${known.name.en} cannot be told. ${detail} Nothing was changed. Put it back to ${known.path} and start the studio once, or import it from where it is now as a model of its own.`,
  );
}

/** A model that is looked for is not missing from a folder that nobody looked into. */
export function cannotSearch(
  { name }: ModelRecord,
  place: string,
  cause: Error,
): StudioError<'MODEL_UNREADABLE'> {
  const reason = systemErrorCode(cause) === 'ENOENT' ? 'not-found' : 'unreadable';
  return new StudioError(
    'MODEL_UNREADABLE',
    { path: place, reason, detail: cause.message },
    `The model ${name.en} cannot be looked for in ${place}. ${cause.message} Nothing was changed. Connect the disk it lies on, or choose another folder.`,
    { cause },
  );
}

export function modelNotFound(id: string): StudioError<'MODEL_NOT_FOUND'> {
  return new StudioError(
    'MODEL_NOT_FOUND',
    { modelId: id },
    `There is no model ${id} in this studio. Nothing was changed. Import it, or choose one from the list of models.`,
  );
}

export function licenceNotAccepted({
  id,
  name,
  licence,
  page,
}: ModelRecord): StudioError<'LICENCE_NOT_ACCEPTED'> {
  return new StudioError(
    'LICENCE_NOT_ACCEPTED',
    { modelId: id, name: name.en, licence: licence ?? '', page },
    `The licence of ${name.en}, ${licence}, has to be accepted before its first picture. Nothing was printed. Read it and accept it in Models, or by \`nishiki models licence ${id} --accept\`.`,
  );
}

/** `MODEL_UNREADABLE` for what the engine or the system says about a model's files; any other error as it is. */
export function describeReadFailure(error: unknown, path: string): unknown {
  const isOfEngine = error instanceof CheckpointError || error instanceof TokenizerError;
  const reason = isOfEngine ? error.code : systemErrorCode(error);
  if (reason === null || !(error instanceof Error)) return error;
  const architecture = error instanceof CheckpointError ? error.data['architecture'] : undefined;
  return new StudioError(
    'MODEL_UNREADABLE',
    {
      path,
      reason,
      detail: error.message,
      ...(typeof architecture === 'string' && { architecture }),
    },
    `The model in ${path} cannot be used. ${error.message} Its files and the studio's other models are unharmed.`,
    { cause: error },
  );
}
