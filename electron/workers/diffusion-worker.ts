/**
 * Entry of a worker process: loads models, makes pictures, one task after the other. Its first argument is the device
 * as JSON. It answers to cancel between two steps and ends when the studio does.
 */
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import type { LatentShape } from '../../native-models/models/diffusion-model.ts';
import { loadDiffusionModel } from '../../native-models/models/load-diffusion-model.ts';
import { pixelsPerLatent } from '../../native-models/pipelines/latent-size.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import { createCompanions } from './companions.ts';
import type { Device } from './devices.ts';
import { finishPicture } from './finish-picture.ts';
import type { PrintTask, ToWorker, WorkerModel } from './messages.ts';
import { createModelCache } from './model-cache.ts';
import { openParentPort } from './parent-port.ts';
import { printTask } from './print-task.ts';

/** A comparison of three arms stays in memory. */
const modelCapacity = 3;

const port = openParentPort();
const device = JSON.parse(process.argv[2] ?? 'null') as Device | null;
if (device === null) throw new Error('A worker needs its device as first argument.');
const { provider, threads } = device;
/** Whatever the weights are stored in, the graphs for the processor compute in single precision. */
const precision = 'float32';

const sessions = { threads };
const models = createModelCache(
  modelCapacity,
  async ({ path, options, loras = [], embeddings = [], vae }: WorkerModel) =>
    loadDiffusionModel(await readModel(path, options), {
      ...sessions,
      loras,
      embeddings: embeddings.map(({ file, word }) => ({ file, ...(word && { word }) })),
      ...(vae !== undefined && { vae }),
    }),
);
const companions = createCompanions(sessions);

/** Tasks that were asked for and have not ended, by id. */
const cancellations = new Map<number, AbortController>();
let last = Promise.resolve();

port.onClose(() => process.exit(0));
port.onMessage((message: ToWorker) => {
  switch (message.type) {
    case 'print': {
      const controller = new AbortController();
      cancellations.set(message.id, controller);
      last = last.then(() => print(message.id, message.task, controller.signal));
      break;
    }
    case 'warm':
      last = last.then(() => warm(message));
      break;
    case 'cancel':
      cancellations.get(message.id)?.abort();
      break;
  }
});
port.post({ type: 'ready' });

async function print(id: number, task: PrintTask, signal: AbortSignal): Promise<void> {
  let stage: 'load' | 'print' = 'load';
  try {
    signal.throwIfAborted();
    if (!models.has(task.model)) port.post({ type: 'loading', id });
    const model = await useModel(task.model);
    stage = 'print';
    await model.prepare(latentShape(task.settings), task.settings.guidance > 1);
    const previewDecoder = model.previewDecoder ?? (await openPreviewDecoder(task));
    for await (const event of printTask({ ...model, previewDecoder }, task, signal)) {
      if (event.type === 'step') port.post({ ...event, id });
      else {
        const finished = await finishPicture(event.image, task, companions);
        port.post({ ...event, ...finished, id, provider, precision });
      }
    }
  } catch (error) {
    if (signal.aborted) port.post({ type: 'cancelled', id });
    else port.post({ type: 'failed', id, stage, reason: codeOf(error), detail: textOf(error) });
  } finally {
    cancellations.delete(id);
  }
}

async function warm({ model, settings }: Extract<ToWorker, { type: 'warm' }>): Promise<void> {
  try {
    const loaded = await useModel(model);
    await loaded.prepare(latentShape(settings), settings.guidance > 1);
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

/** The model, loaded now where it is not in memory; the studio is told what is in memory then. */
async function useModel(model: WorkerModel) {
  const known = models.has(model);
  try {
    return await models.get(model);
  } finally {
    if (!known) port.post({ type: 'models', fingerprints: models.fingerprints() });
  }
}

/** One picture of this size, in latent pixels. */
function latentShape({ width, height }: PrintSettings): LatentShape {
  return { batch: 1, height: height / pixelsPerLatent, width: width / pixelsPerLatent };
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
