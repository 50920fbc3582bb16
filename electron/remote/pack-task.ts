import { basename } from 'node:path';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import type { PrintTask, WorkerModel } from '../workers/messages.ts';
import type { BlobShelf } from './blob-shelf.ts';
import { bundleFiles } from './bundle-files.ts';
import type { FileHashes } from './hash-files.ts';
import type { Blob, Parcel } from './parcel.ts';
import { describePortably } from './portable-model.ts';

/** Models that are described once and kept, about half a megabyte each. */
const keptModels = 8;

/**
 * Turns tasks for this machine's workers into parcels for others': what the task names by its path is put on the shelf
 * and named by its hash.
 */
export function createTaskPacker(studio: string, shelf: BlobShelf, hashes: FileHashes) {
  const models = new Map<string, Promise<{ bytes: Buffer; withdraw: () => void }>>();

  async function offerFile(path: string): Promise<Blob> {
    const blob = await hashes(path);
    shelf.offerFile(blob.sha256, path);
    return blob;
  }

  async function describe({ path, options }: WorkerModel) {
    const model = await readModel(path, options);
    const { bytes } = await describePortably(model, basename(path), offerFile);
    return { bytes, withdraw: shelf.offerBytes(bytes).withdraw };
  }

  async function describeOnce(model: WorkerModel): Promise<Buffer> {
    const key = JSON.stringify([model.path, model.options, model.fingerprint]);
    const known = models.get(key);
    models.delete(key);
    const work = known ?? describe(model);
    models.set(key, work);
    try {
      const { bytes } = await work;
      for (const [oldest, kept] of models) {
        if (models.size <= keptModels) break;
        models.delete(oldest);
        // One that could not be described has told whoever asked for it.
        void kept.then(
          ({ withdraw }) => withdraw(),
          () => {},
        );
      }
      return bytes;
    } catch (error) {
      if (models.get(key) === work) models.delete(key);
      throw error;
    }
  }

  /**
   * @returns the parcel, and what lets go of the model's description and of the pictures that it begins from: until then
   *   they can be had, however many other models are described meanwhile
   * @throws CheckpointError, the system's error
   */
  return async ({
    model,
    initImage,
    safetyChecker,
    // Only looked at: a worker estimates its previews, which costs it nothing.
    previewTaesd: _previewTaesd,
    ...task
  }: PrintTask): Promise<{ parcel: Parcel; release: () => void }> => {
    const described = await describeOnce(model);
    const loras: Parcel['loras'] = [];
    for (const { file, scale } of model.loras ?? []) {
      loras.push({ bundle: await bundleFiles(file, offerFile), scale });
    }
    const embeddings: Parcel['embeddings'] = [];
    for (const { file, ...rest } of model.embeddings ?? []) {
      embeddings.push({ bundle: await bundleFiles(file, offerFile), rest });
    }
    const optional = async (path: string | undefined) =>
      path === undefined ? null : await bundleFiles(path, offerFile);
    const additions = {
      loras,
      embeddings,
      vae: await optional(model.vae),
      safetyChecker: await optional(safetyChecker),
    };
    const { blob, withdraw: withdrawModel } = shelf.offerBytes(described);
    const offered = [withdrawModel];
    const raster = (
      bytes: Uint8Array,
      { width, height }: { readonly width: number; readonly height: number },
    ) => {
      const { blob: pixels, withdraw } = shelf.offerBytes(bytes);
      offered.push(withdraw);
      return { ...pixels, width, height };
    };
    let start: Parcel['initImage'] = null;
    if (initImage !== undefined) {
      const { image, mask, ...rest } = initImage;
      start = {
        picture: raster(image.rgb, image),
        mask: mask === undefined ? null : raster(mask.data, mask),
        rest,
      };
    }
    const { fingerprint } = model;
    return {
      parcel: { studio, model: blob, fingerprint, ...additions, initImage: start, task },
      release: () => offered.forEach((withdraw) => withdraw()),
    };
  };
}
