/**
 * Entry of a worker process: loads models, makes pictures, one task after the other. Its first argument is the device
 * as JSON. It answers to cancel between two steps and ends when the studio does.
 */
import { setImmediate as turnEventLoop } from 'node:timers/promises';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import type { LatentShape } from '../../native-models/models/diffusion-model.ts';
import { loadDiffusionModel } from '../../native-models/models/load-diffusion-model.ts';
import { pixelsPerLatent } from '../../native-models/pipelines/latent-size.ts';
import { predictMemory } from '../../native-models/pipelines/predict-memory.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import { createCompanions } from './companions.ts';
import type { Device } from './devices.ts';
import { finishPicture } from './finish-picture.ts';
import type { FromWorker, PrintTask, ToWorker, WorkerModel } from './messages.ts';
import { createModelCache } from './model-cache.ts';
import { openParentPort } from './parent-port.ts';
import { printTask } from './print-task.ts';
import { createTaskLine } from './task-line.ts';

const port = openParentPort<ToWorker, FromWorker>();
const device = JSON.parse(process.argv[2] ?? 'null') as Device | null;
if (device === null) throw new Error('A worker needs its device as first argument.');
const { provider, threads } = device;
/** Stable Diffusion 1.x was trained at 512 × 512 pixels. */
const usualLatentSide = 64;
/** Whatever the weights are stored in, the graphs for the processor compute in single precision. */
const precision = 'float32';

const sessions = { threads };
const models = createModelCache({
  budgetBytes: device.memoryBytes,
  open: openModel,
  onChange: (fingerprints) => port.post({ type: 'models', fingerprints }),
});
const companions = createCompanions(sessions);

/** Tasks that were asked for and have not ended, by id. */
const cancellations = new Map<number, AbortController>();
const line = createTaskLine();

port.onClose(() => process.exit(0));
port.onMessage((message: ToWorker) => {
  switch (message.type) {
    case 'print': {
      const controller = new AbortController();
      cancellations.set(message.id, controller);
      const work = (): Promise<void> => print(message, controller.signal);
      if (message.urgent) line.addUrgent(work);
      else line.add(work);
      break;
    }
    case 'warm':
      line.add(() => warm(message));
      break;
    case 'resume':
      line.resume();
      break;
    case 'cancel':
      cancellations.get(message.id)?.abort();
      break;
  }
});
port.post({ type: 'ready' });

async function print(
  { id, task, urgent }: Extract<ToWorker, { type: 'print' }>,
  signal: AbortSignal,
): Promise<void> {
  const onPause = (): void => port.post({ type: 'paused', id });
  let stage: 'load' | 'print' = 'load';
  try {
    signal.throwIfAborted();
    if (!models.has(task.model)) port.post({ type: 'loading', id });
    await models.use(task.model, async (model) => {
      stage = 'print';
      await model.prepare(latentShape(task.settings), task.settings.guidance > 1);
      const previewDecoder = model.previewDecoder ?? (await openPreviewDecoder(task));
      const betweenSteps = urgent
        ? () => turnEventLoop()
        : () => line.betweenSteps({ signal, onPause });
      for await (const event of printTask(
        { ...model, previewDecoder },
        task,
        signal,
        betweenSteps,
      )) {
        if (event.type === 'step') port.post({ ...event, id });
        else {
          const finished = await finishPicture(event.image, task, companions);
          port.post({ ...event, ...finished, id, provider, precision });
        }
      }
    });
  } catch (error) {
    if (signal.aborted) port.post({ type: 'cancelled', id });
    else port.post({ type: 'failed', id, stage, reason: codeOf(error), detail: textOf(error) });
  } finally {
    cancellations.delete(id);
  }
}

async function warm({ model, settings }: Extract<ToWorker, { type: 'warm' }>): Promise<void> {
  try {
    await models.use(model, (loaded) =>
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

async function openModel({ path, options, loras = [], embeddings = [], vae }: WorkerModel) {
  const description = await readModel(path, options);
  const side = description.unet.config.sampleSize ?? usualLatentSide;
  const { ownBytes, mappedBytes } = predictMemory(description, {
    height: side,
    width: side,
    batch: 1,
    guidance: true,
    encodes: false,
    footprint: 'usual',
  });
  return {
    bytes: ownBytes + mappedBytes,
    load: () =>
      loadDiffusionModel(description, {
        ...sessions,
        loras,
        embeddings: embeddings.map(({ file, word }) => ({ file, ...(word && { word }) })),
        ...(vae !== undefined && { vae }),
      }),
  };
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
