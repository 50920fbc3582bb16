import type { PrintEvent } from '../workers/worker-pool.ts';
import { progressSchema } from './parcel.ts';
import type { Seal } from './seal.ts';

/**
 * What a worker on another machine tells of an errand, as a worker here would tell it: one picture, at place 0.
 *
 * @throws SealError; ZodError
 */
export function readProgress(id: string, sealed: string, seal: Seal): PrintEvent[] {
  const progress = progressSchema.parse(seal.openJson(`progress:${id}`, sealed));
  if (progress.type !== 'steps') return [{ ...progress, id: 0 }];
  return progress.steps.map(({ preview, ...step }) => ({
    type: 'step',
    id: 0,
    index: 0,
    ...step,
    preview: preview && { ...preview, rgb: Buffer.from(preview.rgb, 'base64') },
  }));
}
