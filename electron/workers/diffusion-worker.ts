/**
 * Entry of a worker process: loads models, makes pictures, one task after the other. Its first argument is the device
 * as JSON. It answers to cancel between two steps and ends when the studio does.
 */
import { setImmediate as turnEventLoop } from 'node:timers/promises';
import type { LatentShape } from '../../native-models/models/diffusion-model.ts';
import { loadDiffusionModel } from '../../native-models/models/load-diffusion-model.ts';
import { calibrationSize, calibrationSteps } from '../../native-models/pipelines/calibrate-int8.ts';
import { pixelsPerLatent } from '../../native-models/pipelines/latent-size.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import { addedFileAtFault } from './added-file-at-fault.ts';
import { createCompanions } from './companions.ts';
import type { Device } from './devices.ts';
import { finishPicture } from './finish-picture.ts';
import type { FromWorker, PrintTask, ToWorker, WorkerModel } from './messages.ts';
import { createInt8Models, pauseWith, type Pause } from './int8-models.ts';
import { createRoomMaker } from './make-room.ts';
import { createModelCache } from './model-cache.ts';
import { endFirst } from './end-first.ts';
import { openParentPort } from './parent-port.ts';
import { createPicturePredictor } from './predict-picture.ts';
import { printTask } from './print-task.ts';
import { readOwnBytes } from './read-memory.ts';
import { needsOnCard } from './plan-card-memory.ts';
import { settleProfile } from './settle-profile.ts';
import type { SettledDevice } from './settle-profile.ts';
import { createTaskLine } from './task-line.ts';
import { asSmall, describeModel, loadOptions } from './worker-model.ts';

const port = openParentPort<ToWorker, FromWorker>();
endFirst();
const device = JSON.parse(process.argv[2] ?? 'null') as Device | null;
if (device === null) throw new Error('A worker needs its device as first argument.');
const { threads } = device;
const models = createModelCache({
  budgetBytes: device.memoryBytes,
  open: openModel,
  onChange: (fingerprints) => port.post({ type: 'models', fingerprints }),
});
const predict = createPicturePredictor(() => device.weightMemory);
const makeRoom = createRoomMaker({ device, predict, models, settle, tell: port.post });
const { asInt8 } = createInt8Models({ device, models, settle, tell: port.post });
/** Small networks, once or a few times per picture: the processor is good enough, and its results are exact. */
const companions = createCompanions({ threads });

let settling: Promise<SettledDevice> | null = null;

/** Tasks that were asked for and have not ended, by id. */
const cancellations = new Map<number, AbortController>();
const line = createTaskLine();

port.onClose(() => process.exit(0));
port.onMessage((message: ToWorker) => {
  switch (message.type) {
    case 'print': {
      const work = cancellable(message.id, (signal) => print(message, signal));
      if (message.urgent) line.addUrgent(work);
      else line.add(work);
      break;
    }
    case 'calibrate':
      line.add(cancellable(message.id, (signal) => calibrate(message, signal)));
      break;
    case 'warm':
      line.add(() => warm(message).finally(tellMemory).finally(line.resumeLast));
      break;
    case 'test':
      line.add(async () => void (await settle().finally(line.resumeLast)));
      break;
    case 'resume':
      line.resume();
      break;
    case 'resume-calibration':
      line.resumeLast();
      break;
    case 'cancel':
      cancellations.get(message.id)?.abort();
      break;
  }
});
port.post({ type: 'ready' });
tellMemory();

/** What this process holds can be had by the next picture: a forecast counts it as free. */
function tellMemory(): void {
  port.post({ type: 'memory', ownBytes: readOwnBytes() });
}

/** The work, with a signal that `cancel` with this id aborts, and the memory told after it. */
function cancellable(
  id: number,
  work: (signal: AbortSignal) => Promise<void>,
): () => Promise<void> {
  const controller = new AbortController();
  cancellations.set(id, controller);
  return async () => {
    await work(controller.signal);
    cancellations.delete(id);
    tellMemory();
  };
}

async function print(
  { id, task, urgent }: Extract<ToWorker, { type: 'print' }>,
  signal: AbortSignal,
): Promise<void> {
  const tellBegun = (): void => port.post({ type: 'begun', id });
  let stage: 'load' | 'print' = 'load';
  try {
    signal.throwIfAborted();
    tellBegun();
    const room = await makeRoom(id, task);
    if (room === null) return;
    const { footprint, batch } = room;
    const betweenSteps = urgent
      ? () => turnEventLoop()
      : () => line.betweenSteps({ signal, onResume: tellBegun });
    const onStep = async (step: number, pause: Pause): Promise<void> => {
      port.post({ type: 'calibrating', id, step, steps: calibrationSteps });
      if (urgent) await turnEventLoop();
      else await line.betweenSteps({ signal, ...pauseWith(pause, tellBegun) });
    };
    const wanted = task.settings.int8
      ? await asInt8(task.model, { footprint, signal, onStep })
      : task.model;
    const chosen = footprint === 'small' ? asSmall(wanted) : wanted;
    if (!models.has(chosen)) port.post({ type: 'loading', id });
    await models.use(chosen, async (model) => {
      stage = 'print';
      await model.prepare(latentShape(task.settings, batch), task.settings.guidance > 1);
      const previewDecoder = model.previewDecoder ?? (await openPreviewDecoder(task));
      const painter = { ...model, previewDecoder };
      const frugal = footprint === 'small' ? { footprint } : {};
      const work = { ...task, ...frugal, batch };
      for await (const event of printTask(painter, work, signal, betweenSteps)) {
        if (event.type === 'step') {
          port.post({ ...event, id });
          tellMemory();
        } else {
          const finished = await finishPicture(event.image, task, companions);
          const { provider, graph } = (await settle()).profile;
          const precision = chosen.int8 ? 'int8' : graph.computeType;
          const engine = { provider, precision };
          port.post({ ...event, ...finished, ...frugal, id, ...engine });
        }
      }
    });
  } catch (error) {
    tellEnd({ id, stage, model: task.model }, error, signal);
  }
}

/** Calibrates a model ahead of its first picture in 8-bit integers, while nothing else is asked for. */
async function calibrate(
  { id, model }: Extract<ToWorker, { type: 'calibrate' }>,
  signal: AbortSignal,
): Promise<void> {
  const tellBegun = (): void => port.post({ type: 'begun', id });
  let stage: 'load' | 'print' = 'load';
  let steps = 0;
  try {
    signal.throwIfAborted();
    tellBegun();
    const room = await makeRoom(id, { model, settings: calibrationSize });
    if (room === null) return;
    const { footprint } = room;
    const onStep = async (step: number, pause: Pause): Promise<void> => {
      steps = step;
      if (step > 0) stage = 'print';
      port.post({ type: 'calibrating', id, step, steps: calibrationSteps });
      await line.betweenSteps({ signal, toAll: true, ...pauseWith(pause, tellBegun) });
    };
    const { int8 = null } = await asInt8(model, { footprint, signal, onStep });
    const layers = int8 === null ? null : int8.size;
    port.post({ type: 'calibrated', id, layers, wasKnown: steps === 0 });
  } catch (error) {
    tellEnd({ id, stage, model }, error, signal);
  }
}

function tellEnd(
  { id, stage, model }: { id: number; stage: 'load' | 'print'; model: WorkerModel },
  error: unknown,
  signal: AbortSignal,
): void {
  if (signal.aborted) {
    port.post({ type: 'cancelled', id });
    return;
  }
  const [reason, detail] = [codeOf(error), textOf(error)];
  const added = addedFileAtFault(error, model);
  port.post({ type: 'failed', id, stage, reason, detail, ...(added && { added }) });
}

async function warm({ model, settings }: Extract<ToWorker, { type: 'warm' }>): Promise<void> {
  try {
    const chosen = settings.int8 ? await asInt8(model, { footprint: 'usual' }) : model;
    await models.use(chosen, (loaded) =>
      loaded.prepare(latentShape(settings), settings.guidance > 1),
    );
  } catch (error) {
    port.post({ type: 'problem', detail: `${model.path}: ${textOf(error)}` });
  }
}

/** A picture is worth more than its previews: where TAESD cannot be read, they are estimated as without it. */
async function openPreviewDecoder({ previewTaesd }: PrintTask) {
  if (previewTaesd === undefined) return null;
  try {
    return await companions.previewDecoder(previewTaesd);
  } catch (error) {
    const detail = `Previews are estimated, because TAESD cannot be used: ${textOf(error)}`;
    port.post({ type: 'problem', detail });
    return null;
  }
}

/** Tests the device when it is first used. */
async function settle(): Promise<SettledDevice> {
  settling ??= settleProfile(device!, {
    onProblem: (detail) => port.post({ type: 'problem', detail }),
  }).then((settled) => {
    const { profile, problem } = settled;
    port.post({ type: 'device', profile: profile.name, problem });
    return settled;
  });
  return settling;
}

async function openModel(model: WorkerModel) {
  const { profile } = await settle();
  const { footprint = 'usual' } = model;
  const description = await describeModel(model);
  const side = pixelsPerLatent * (description.unet.config.sampleSize ?? usualLatentSide);
  const size = { width: side, height: side, guidance: 2, int8: model.int8 !== undefined };
  const predicted = await predict(model, size);
  const needs = profile.provider === 'cpu' ? predicted : needsOnCard(predicted, profile);
  return {
    bytes: needs[footprint].ownBytes + needs[footprint].mappedBytes,
    load: () => loadDiffusionModel(description, loadOptions(model, profile, device!)),
  };
}

/** Stable Diffusion 1.x was trained at 512 × 512 pixels. */
const usualLatentSide = 64;

/** Pictures of this size, or of the first pass's, in latent pixels. */
function latentShape(settings: PrintSettings, batch = 1): LatentShape {
  const { width, height } = settings.hiresFix ?? settings;
  return { batch, height: height / pixelsPerLatent, width: width / pixelsPerLatent };
}

/** Code of an expected error of the engine; anything else is a fault in the program and goes to the log whole. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  console.error(error);
  return 'unexpected';
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
