import type { Embedding } from '../api/contract/arm.ts';
import type { PrintTask, WorkerInitImage } from '../workers/messages.ts';
import type { BlobHold } from './blob-store.ts';
import { layOut } from './bundle-files.ts';
import type { Blob, Bundle, Parcel } from './parcel.ts';
import { readPortable } from './portable-model.ts';

/**
 * A parcel as a task for this machine, everything that it names fetched first.
 *
 * @param bundles folder of what the engine reads by name
 * @param onShare told of the share of what the picture needs, 0 … 1
 * @throws as `BlobHold.ensure`; ZodError, RangeError for a parcel that cannot be understood
 */
export async function unpackTask(
  { studio, model, fingerprint, initImage, task, ...additions }: Parcel,
  store: BlobHold,
  bundles: string,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<PrintTask> {
  await store.ensure([model], studio, signal);
  const { files, locate } = readPortable(await store.read(model));
  const needed = [...files, ...bundlesOf(additions).flatMap((bundle) => bundle.files)];
  const total = needed.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  await store.ensure(needed, studio, signal, (bytes) => {
    done += bytes;
    onShare(total === 0 ? 1 : Math.min(1, done / total));
  });
  const place = (bundle: Bundle) => layOut(bundle, bundles, store.pathOf);
  const { loras, embeddings, vae, safetyChecker } = additions;
  const start = initImage && (await readStart(initImage, studio, store, signal));
  return {
    ...(task as Omit<PrintTask, 'model' | 'initImage' | 'safetyChecker' | 'previewTaesd'>),
    model: {
      path: store.pathOf(model),
      described: locate(store.pathOf),
      fingerprint,
      loras: await inOrder(loras, async ({ bundle, scale }) => ({
        file: await place(bundle),
        scale,
      })),
      embeddings: await inOrder(embeddings, async ({ bundle, rest }) => ({
        ...(rest as Omit<Embedding, 'file'>),
        file: await place(bundle),
      })),
      ...(vae && { vae: await place(vae) }),
    },
    ...(safetyChecker && { safetyChecker: await place(safetyChecker) }),
    ...(start && { initImage: start }),
  };
}

function bundlesOf({
  loras,
  embeddings,
  vae,
  safetyChecker,
}: Pick<Parcel, 'loras' | 'embeddings' | 'vae' | 'safetyChecker'>): Bundle[] {
  const added = [...loras, ...embeddings].map(({ bundle }) => bundle);
  return [...added, ...(vae ? [vae] : []), ...(safetyChecker ? [safetyChecker] : [])];
}

/** One after the other: two may be the same file. */
async function inOrder<From, To>(items: readonly From[], make: (item: From) => Promise<To>) {
  const made: To[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}

async function readStart(
  { picture, mask, rest }: NonNullable<Parcel['initImage']>,
  studio: string,
  store: BlobHold,
  signal: AbortSignal,
): Promise<WorkerInitImage> {
  const take = async (blob: Blob & { width: number; height: number }, channels: number) => {
    const { width, height } = blob;
    if (blob.bytes !== width * height * channels) {
      throw new RangeError(`A picture of ${width} × ${height} has not ${blob.bytes} bytes.`);
    }
    return { width, height, bytes: await store.take(blob, studio, signal) };
  };
  const { bytes: rgb, ...size } = await take(picture, 3);
  const taken = mask && (await take(mask, 1));
  return {
    ...(rest as Omit<WorkerInitImage, 'image' | 'mask'>),
    image: { ...size, rgb },
    ...(taken && { mask: { width: taken.width, height: taken.height, data: taken.bytes } }),
  };
}
