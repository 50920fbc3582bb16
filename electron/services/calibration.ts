import { existsSync } from 'node:fs';
import type { CalibrateEvent } from '../api/contract/models.ts';
import type { ModelRecord } from '../database/models-table.ts';
import { calibrationFile } from '../workers/settle-calibration.ts';
import { PrintFailedError, WorkerDiedError } from '../workers/worker-errors.ts';
import type { WorkerModel } from '../workers/messages.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import type { CalibrationEvent } from '../workers/worker-slot.ts';
import type { ModelsService } from './models.ts';
import { StudioError } from './studio-error.ts';
import type { StudioErrorData } from './studio-error.ts';

type Reason = StudioErrorData<'CANNOT_CALIBRATE'>['reason'];

export type CalibrationService = ReturnType<typeof createCalibrationService>;

/**
 * Calibrates models for 8-bit integers ahead of their first picture, on the workers that would do it then, while they make no
 * picture.
 */
export function createCalibrationService({
  models,
  pool,
  folder,
}: {
  readonly models: Pick<ModelsService, 'requireToPrint' | 'sourceOf'>;
  readonly pool: Pick<WorkerPool, 'calibrate'>;
  /** Where workers keep calibrations. */
  readonly folder: string;
}) {
  /** Resolved when the one before has ended. */
  let last: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();

  /** A worker that was ended for a picture, or died over one, is no fault of the calibration: it begins anew. */
  async function* calibrate(
    model: WorkerModel,
    signal: AbortSignal,
  ): AsyncGenerator<CalibrationEvent, void, void> {
    for (;;) {
      try {
        yield* pool.calibrate(model, signal);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof WorkerDiedError) || !error.overAnother) throw error;
      }
    }
  }

  return {
    /**
     * One at a time: another one waits its turn, and says nothing meanwhile. Pictures go before it: it stops for them, and
     * goes on a little before where it was. Ending the iteration or aborting `signal` stops it between two steps; nothing
     * is kept then.
     *
     * @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, LICENCE_NOT_ACCEPTED, CANNOT_CALIBRATE; the signal's reason
     */
    async *run(
      { id }: { id: string },
      { signal: given }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<CalibrateEvent, void, void> {
      const signal = AbortSignal.any([closing.signal, ...(given ? [given] : [])]);
      const model = models.requireToPrint(id);
      const { fingerprint } = model;
      const before = last;
      const ended = Promise.withResolvers<void>();
      last = before.then(() => ended.promise);
      try {
        await untilAborted(before, signal);
        const source = { ...models.sourceOf(model), fingerprint };
        for await (const event of calibrate(source, signal)) {
          if (event.type === 'cancelled') signal.throwIfAborted();
          else if (event.type === 'calibrating') {
            yield { type: 'calibrating', step: event.step, steps: event.steps };
          } else {
            const { layers, wasKnown } = event;
            const file = calibrationFile(folder, fingerprint);
            if (layers !== null && !existsSync(file)) {
              throw cannotCalibrate(model, 'not-kept', `${file} cannot be written.`);
            }
            const result = layers === null ? 'useless' : wasKnown ? 'known' : 'first';
            yield { type: 'calibrated', result, layers: layers ?? 0 };
          }
        }
      } catch (error) {
        throw signal.aborted ? error : describeFailure(error, model);
      } finally {
        ended.resolve();
      }
    },

    /** Stops what is calibrated. */
    close(): void {
      closing.abort(new DOMException('The studio is closing.', 'AbortError'));
    },
  };
}

/** @throws the signal's reason */
async function untilAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
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
  'out-of-memory': 'Close other programs, and try again.',
  'worker-died': 'Try again; see the log for the last words of the process.',
  'not-kept': 'Make room there, or allow writing there, and try again.',
  failed: 'Check the files of the model, or import it again.',
};
