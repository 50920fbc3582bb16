import type { DeviceProfile } from '../../native-models/models/device-profiles.ts';
import type { Footprint } from '../../native-models/pipelines/predict-memory.ts';
import type { Device } from './devices.ts';
import type { FromWorker, PrintTask } from './messages.ts';
import type { Disposable, ModelCache } from './model-cache.ts';
import { cardRoom, needsOnCard } from './plan-card-memory.ts';
import { fitsBesideOthers, planMemory } from './plan-memory.ts';
import type { createPicturePredictor, PictureNeeds, RunSize } from './predict-picture.ts';
import { readMemory, readOwnBytes } from './read-memory.ts';

/** How a task is done: the footprint, and how many of its pictures go through the UNet at once. */
interface Room {
  readonly footprint: Footprint;
  readonly batch: number;
}

type RoomTask = Pick<PrintTask, 'model' | 'footprint' | 'further'> & {
  readonly settings: RunSize;
};

/**
 * Makes what decides how a task is done with the memory there is, and lets go of models that are in its way. It answers
 * null where the task cannot be done, and has told that then.
 */
export function createRoomMaker({
  device,
  predict,
  models,
  settle,
  tell,
}: {
  readonly device: Device;
  readonly predict: ReturnType<typeof createPicturePredictor>;
  readonly models: Pick<ModelCache<Disposable>, 'clear' | 'others'>;
  /** How the device is used. */
  readonly settle: () => Promise<{ readonly profile: DeviceProfile }>;
  readonly tell: (message: FromWorker) => void;
}): (id: number, task: RoomTask) => Promise<Room | null> {
  return async (id, task) => {
    const predicted = await predict(task.model, task.settings);
    if (task.footprint === 'small') {
      await models.clear();
      return { footprint: 'small', batch: 1 };
    }
    const { profile } = await settle();
    const onCard = cardRoom(device, profile);
    const capacityBytes = onCard?.capacityBytes ?? readMemory().availableBytes + readOwnBytes();
    const needsHere = (needs: PictureNeeds): PictureNeeds =>
      onCard === null ? needs : needsOnCard(needs, profile);
    const room = { capacityBytes, ...models.others(task.model) };
    const batch = 1 + (task.further?.length ?? 0);
    if (batch > 1) {
      const together = needsHere(await predict(task.model, { ...task.settings, batch }));
      if (fitsBesideOthers(together, room)) return { footprint: 'usual', batch };
    }

    const needs = needsHere(predicted);
    const plan = planMemory(needs, room);
    if (!plan.fits) {
      const { neededBytes, availableBytes } = plan;
      const detail = 'The picture needs more memory than there is.';
      const memory = { neededBytes, availableBytes };
      tell({ type: 'failed', id, stage: 'print', reason: 'out-of-memory', detail, memory });
      return null;
    }
    if (!plan.keepOthers) await models.clear();
    if (plan.footprint === 'small') {
      const neededBytes = needs.usual.ownBytes + needs.usual.mappedBytes;
      tell({ type: 'memory-short', id, neededBytes, availableBytes: capacityBytes });
    }
    return { footprint: plan.footprint, batch: 1 };
  };
}
