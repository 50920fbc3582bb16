import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { CheckpointError } from '../../native-models/checkpoints/checkpoint-error.ts';
import type { LoraNetwork } from '../../native-models/checkpoints/lora-names.ts';
import { readCheckpoint } from '../../native-models/checkpoints/read-checkpoint.ts';
import { readEmbedding } from '../../native-models/checkpoints/read-embedding.ts';
import { readLora } from '../../native-models/checkpoints/read-lora.ts';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { sdV1HiddenSize, sdV1Networks } from '../../native-models/checkpoints/sd-v1-networks.ts';
import type { TensorIndex } from '../../native-models/checkpoints/tensor-entry.ts';
import { findAddition, foldAdditionName } from '../api/contract/additions.ts';
import type { Addition, ChangeAddition } from '../api/contract/additions.ts';
import type { AdditionRecord } from '../database/additions-table.ts';
import { createId } from '../database/create-id.ts';
import type { Tables } from '../database/tables.ts';
import { findSpelling } from './find-spelling.ts';
import { createNames, shorten } from './free-names.ts';
import { describeReadFailure } from './model-errors.ts';
import type { ModelsService } from './models.ts';
import { hashModelFile } from './read-hashes.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';

export interface AdditionsOptions {
  readonly tables: Tables;
  readonly models: Pick<ModelsService, 'list' | 'require' | 'sourceOf'>;
  readonly dataFolder: string;
  readonly clock: () => Date;
  /** While it says so, nothing is read in the background. */
  readonly isBusy: () => boolean;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export type AdditionsService = ReturnType<typeof createAdditionsService>;

/** What of a model decides whether a file can be added to it. */
interface Host {
  readonly networks: Readonly<Record<LoraNetwork, TensorIndex>>;
  readonly hiddenSize: number;
}

/** LoRAs and embeddings by name: files that stay where the user has them. */
export function createAdditionsService(options: AdditionsOptions) {
  const { tables, models, dataFolder, clock, isBusy, onProblem } = options;
  const close = new AbortController();
  /** What was removed since the studio was opened, for whoever thinks better of it. */
  const removed = new Map<string, AdditionRecord>();
  /** Hashing goes on one file after the other. */
  let reading: Promise<void> = Promise.resolve();

  function known(id: string): AdditionRecord {
    return tables.additions.get(id) ?? notFound(id);
  }

  function notFound(id: string): never {
    throw new StudioError(
      'ADDITION_NOT_FOUND',
      { additionId: id },
      `There is no LoRA or embedding ${id} in the library. Nothing was changed. Choose one from its list.`,
    );
  }

  function put(record: AdditionRecord): Addition {
    try {
      tables.additions.put(record);
    } catch (error) {
      throw describeWriteFailure(error, 'The entry of the library', dataFolder, 0);
    }
    return describe(record);
  }

  /** Reads a file through when there is time, and keeps what is in it. */
  function note({ id, path }: Pick<AdditionRecord, 'id' | 'path'>): void {
    reading = reading.then(async () => {
      if (close.signal.aborted) return;
      try {
        const pace = { signal: close.signal, rest: 1, isBusy };
        const { bytes, changed, sha256 } = await hashModelFile({ name: '', path }, pace);
        const now = tables.additions.get(id);
        // It may have been removed or moved meanwhile.
        if (now?.path === path) tables.additions.put({ ...now, bytes, changed, sha256 });
      } catch (error) {
        // One that is away is missing, which the list says.
        if (!close.signal.aborted && existsSync(path)) {
          onProblem(`The file ${path} of the library cannot be read through.`, error);
        }
      }
    });
  }

  /** Ids of the models here that a file can be added to. */
  async function* fitting(kind: Addition['kind'], path: string) {
    for (const { id, state } of await models.list()) {
      if (state !== 'ready') continue;
      const source = models.sourceOf(models.require(id));
      // What is wrong with a model, its own room says.
      const model = await readModel(source.path, source.options).catch(() => null);
      if (model === null) continue;
      const { unet, textEncoder } = model;
      const networks = { unet: unet.tensors, textEncoder: textEncoder.tensors };
      const host = { networks, hiddenSize: textEncoder.config.hiddenSize };
      if (await isFit(kind, path, host)) yield id;
    }
  }

  /**
   * What a file is, judged by Stable Diffusion 1.x as it was published, then by the models that are here.
   *
   * @throws StudioError MODEL_UNREADABLE, which names what it is instead as far as that is known
   */
  async function recognise(path: string): Promise<Addition['kind']> {
    try {
      const kind = (await readCheckpoint(path)).size === 1 ? 'embedding' : 'lora';
      const published = { networks: sdV1Networks(), hiddenSize: sdV1HiddenSize };
      try {
        await requireFit(kind, path, published);
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        const { done } = await fitting(kind, path).next();
        if (done === true) throw error;
      }
      return kind;
    } catch (error) {
      throw describeReadFailure(error, path);
    }
  }

  return {
    async list(): Promise<Addition[]> {
      return tables.additions.list().map(describe);
    },

    /** @throws StudioError MODEL_UNREADABLE, CANNOT_SAVE */
    async add({ path: given }: { path: string }): Promise<Addition> {
      const path = await findSpelling(resolve(given));
      const kind = await recognise(path);
      const { size: bytes, mtimeMs: changed } = await stat(path);
      const all = tables.additions.list();
      const before = all.find((record) => record.path === path);
      if (before) return describe(before);
      const taken = all.filter((record) => record.kind === kind).map(({ name }) => name);
      const freeName = createNames(new Set(taken.map(foldAdditionName)), foldAdditionName);
      const stem = basename(path, extname(path)).normalize('NFC');
      const name = freeName(shorten(stem.replaceAll(/[<>＜＞:：]/g, ' ')) || kind);
      const record = { id: createId(clock()), kind, name, notes: '', path, bytes, changed };
      const added = put({ ...record, sha256: null });
      note(record);
      return added;
    },

    /** @throws StudioError ADDITION_NOT_FOUND, ADDITION_NAME_TAKEN, CANNOT_SAVE */
    async change({ id, name, notes }: ChangeAddition): Promise<Addition> {
      const record = known(id);
      const other = findAddition(tables.additions.list(), record.kind, name ?? record.name);
      if (other !== undefined && other.id !== id) throw nameTaken(name ?? record.name);
      return put({ ...record, name: name ?? record.name, notes: notes ?? record.notes });
    },

    /**
     * @throws StudioError ADDITION_NOT_FOUND, CANNOT_SAVE; MODEL_UNREADABLE, with the reason `other-weights` where it is
     *   another file
     */
    async relink({ id, path: given }: { id: string; path: string }): Promise<Addition> {
      const record = known(id);
      const path = await findSpelling(resolve(given));
      const kind = await recognise(path);
      const read = await hashModelFile({ name: '', path }).catch((error: unknown) => {
        throw describeReadFailure(error, path);
      });
      const isOther = record.sha256 !== null && record.sha256 !== read.sha256;
      const holder = tables.additions.list().find((one) => one.path === path && one.id !== id);
      if (kind !== record.kind || isOther || holder) throw otherFile(record, path);
      const { bytes, changed, sha256 } = read;
      return put({ ...known(id), path, bytes, changed, sha256 });
    },

    /** @throws StudioError CANNOT_SAVE */
    async remove({ id }: { id: string }): Promise<{ id: string }> {
      const record = tables.additions.get(id);
      try {
        tables.additions.remove(id);
      } catch (error) {
        throw describeWriteFailure(error, 'The removal', dataFolder, 0);
      }
      if (record) removed.set(id, record);
      return { id };
    },

    /** @throws StudioError ADDITION_NOT_FOUND, ADDITION_NAME_TAKEN where another has its name or file by now, CANNOT_SAVE */
    async restore({ id }: { id: string }): Promise<Addition> {
      const record = removed.get(id) ?? notFound(id);
      const all = tables.additions.list();
      const isTaken =
        findAddition(all, record.kind, record.name) !== undefined ||
        all.some(({ path }) => path === record.path);
      if (isTaken) throw nameTaken(record.name);
      const restored = put(record);
      removed.delete(id);
      if (record.sha256 === null) note(record);
      return restored;
    },

    /** @throws StudioError ADDITION_NOT_FOUND, MODEL_UNREADABLE where its file cannot be read */
    async fits({ id }: { id: string }): Promise<{ modelIds: string[] }> {
      const { kind, path } = known(id);
      try {
        await readCheckpoint(path);
        const modelIds: string[] = [];
        for await (const modelId of fitting(kind, path)) modelIds.push(modelId);
        return { modelIds };
      } catch (error) {
        throw describeReadFailure(error, path);
      }
    },

    /** Takes up what a studio before has not read through. */
    resume(): void {
      for (const record of tables.additions.list()) {
        if (record.sha256 === null && existsSync(record.path)) note(record);
      }
    },

    /** What has been read stays known. */
    async close(): Promise<void> {
      close.abort();
      await reading;
    },
  };
}

function describe({ changed: _changed, ...record }: AdditionRecord): Addition {
  return { ...record, state: existsSync(record.path) ? 'ready' : 'missing' };
}

/** @throws CheckpointError where the file cannot be added to the model */
async function requireFit(kind: Addition['kind'], path: string, host: Host): Promise<void> {
  if (kind === 'lora') await readLora(path, host.networks);
  else await readEmbedding(path, host.hiddenSize);
}

async function isFit(kind: Addition['kind'], path: string, host: Host): Promise<boolean> {
  try {
    await requireFit(kind, path, host);
    return true;
  } catch (error) {
    if (error instanceof CheckpointError) return false;
    throw error;
  }
}

function nameTaken(name: string): StudioError<'ADDITION_NAME_TAKEN'> {
  return new StudioError(
    'ADDITION_NAME_TAKEN',
    { additionName: name },
    `Another entry of the library is called ${name}. Nothing was changed. Choose another name.`,
  );
}

function otherFile({ name }: AdditionRecord, path: string): StudioError<'MODEL_UNREADABLE'> {
  const detail = `It is not the file that the library knows as ${name}, or the library has it under another name.`;
  return new StudioError(
    'MODEL_UNREADABLE',
    { path, reason: 'other-weights', detail },
    `${name} is not in ${path}. ${detail} Nothing was changed. Add it as one of its own, or choose where ${name} is now.`,
  );
}
