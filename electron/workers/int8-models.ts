import type { Int8Layers } from '../../native-models/graphs/int8-layers.ts';
import { calibrateInt8, type Release } from '../../native-models/pipelines/calibrate-int8.ts';
import type { Footprint } from '../../native-models/pipelines/predict-memory.ts';
import type { Device } from './devices.ts';
import type { FromWorker, WorkerModel } from './messages.ts';
import { settleCalibration } from './settle-calibration.ts';
import type { SettledDevice } from './settle-profile.ts';
import { asSmall, describeModel, loadOptions } from './worker-model.ts';

/** How a calibration lets go of its memory, and makes room for itself again. */
export interface Pause {
  readonly release: () => Promise<void>;
  readonly makeRoom: () => Promise<void>;
}

/** The same for a line of tasks, told when it is this one's turn again. */
export function pauseWith({ release, makeRoom: clear }: Pause, tellBegun: () => void) {
  return {
    onGiveWay: release,
    onResume: async (): Promise<void> => {
      await clear();
      tellBegun();
    },
  };
}

export interface Int8ModelsOptions {
  readonly device: Device;
  /** What is in memory, which a calibration needs for itself. */
  readonly models: { clear(): Promise<void> };
  readonly settle: () => Promise<SettledDevice>;
  readonly tell: (message: FromWorker) => void;
}

/** Models in 8-bit integers, calibrated at their first use. */
export function createInt8Models({ device, models, settle, tell }: Int8ModelsOptions) {
  /**
   * The same model with its UNet in 8-bit integers: another one to the cache. Graphics adapters compute in half precision and
   * gain nothing: there it stays as it is.
   *
   * @param onStep awaited before the first step and after every step of a calibration, which the first use takes; the number
   *   of steps done, and how it pauses.
   */
  async function asInt8(
    model: WorkerModel,
    {
      footprint,
      signal,
      onStep = async () => {},
    }: {
      footprint: Footprint;
      signal?: AbortSignal;
      onStep?: (step: number, pause: Pause) => Promise<void>;
    },
  ): Promise<WorkerModel> {
    const { profile } = await settle();
    if (profile.provider !== 'cpu') return model;
    const calibration = settleCalibration({
      folder: device.calibrationFolder,
      fingerprint: model.fingerprint,
      calibrate: async function* (): AsyncGenerator<number, Int8Layers, Release> {
        while ((yield 0) === 'release');
        await models.clear();
        const frugal = footprint === 'small' ? asSmall(model) : model;
        const options = loadOptions(frugal, profile, device);
        return yield* calibrateInt8(await describeModel(model), options, signal);
      },
      onProblem: (detail) => tell({ type: 'problem', detail }),
    });
    const pause: Pause = {
      release: async () => void (await calibration.next('release')),
      makeRoom: () => models.clear(),
    };
    try {
      for (;;) {
        const { done, value } = await calibration.next();
        if (done) return { ...model, fingerprint: `${model.fingerprint} int8`, int8: value };
        await onStep(value, pause);
      }
    } finally {
      await calibration.return(new Map());
    }
  }

  return { asInt8 };
}
