import type { CalibrateEvent } from '../api/contract/models.ts';
import type { ModelRecord } from '../database/models-table.ts';
import { PrintFailedError, WorkerDiedError } from '../workers/worker-errors.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import type { ModelsService } from './models.ts';
import { StudioError } from './studio-error.ts';
import type { StudioErrorData } from './studio-error.ts';

type Reason = StudioErrorData<'CANNOT_CALIBRATE'>['reason'];

export type CalibrationService = ReturnType<typeof createCalibrationService>;

/** Calibrates models for 8-bit integers ahead of their first picture, on the workers that would do it then. */
export function createCalibrationService({
  models,
  pool,
}: {
  readonly models: Pick<ModelsService, 'requireToPrint' | 'sourceOf'>;
  readonly pool: Pick<WorkerPool, 'calibrate'>;
}) {
  return {
    /**
     * Ending the iteration or aborting `signal` stops it between two steps; nothing is kept then.
     *
     * @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, LICENCE_NOT_ACCEPTED, CANNOT_CALIBRATE; the signal's reason
     */
    async *run(
      { id }: { id: string },
      { signal = new AbortController().signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<CalibrateEvent, void, void> {
      const model = models.requireToPrint(id);
      const { fingerprint } = model;
      const events = pool.calibrate({ ...models.sourceOf(model), fingerprint }, signal);
      if (events === null) {
        throw cannotCalibrate(model, 'busy', 'Another model is being calibrated.');
      }
      try {
        for await (const event of events) {
          if (event.type === 'cancelled') signal.throwIfAborted();
          else if (event.type === 'calibrating') {
            yield { type: 'calibrating', step: event.step, steps: event.steps };
          } else {
            const { layers, wasKnown } = event;
            const result = layers === null ? 'useless' : wasKnown ? 'known' : 'first';
            yield { type: 'calibrated', result, layers: layers ?? 0 };
          }
        }
      } catch (error) {
        throw signal.aborted ? error : describeFailure(error, model);
      }
    },
  };
}

function describeFailure(error: unknown, model: ModelRecord): unknown {
  if (error instanceof WorkerDiedError) {
    const reason = error.forMemory ? 'out-of-memory' : 'worker-died';
    return cannotCalibrate(model, reason, error.message, error);
  }
  if (!(error instanceof PrintFailedError)) return error;
  const { stage, reason, message: detail } = error;
  if (reason === 'out-of-memory') return cannotCalibrate(model, reason, detail, error);
  if (stage === 'print') return cannotCalibrate(model, 'failed', detail, error);
  return new StudioError(
    'MODEL_UNREADABLE',
    { path: model.path, reason, detail },
    `The model ${model.name.en} in ${model.path} cannot be read: ${detail} It was not calibrated; everything else is unharmed. Import the model again, or choose another one.`,
    { cause: error },
  );
}

function cannotCalibrate(
  { id, name }: ModelRecord,
  reason: Reason,
  detail: string,
  cause?: unknown,
): StudioError<'CANNOT_CALIBRATE'> {
  return new StudioError(
    'CANNOT_CALIBRATE',
    { modelId: id, name: name.en, reason, detail },
    `The model ${name.en} could not be calibrated for 8-bit integers: ${detail} Nothing of it was kept; pictures without 8-bit integers are made as before. ${advice[reason]}`,
    { cause },
  );
}

const advice: Readonly<Record<Reason, string>> = {
  busy: 'Wait for it, and try again.',
  'out-of-memory': 'Close other programs, and try again.',
  'worker-died': 'Try again; see the log for the last words of the process.',
  failed: 'Check the files of the model, or import it again.',
};
