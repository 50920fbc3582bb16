import { readFile } from 'node:fs/promises';
import type { InitImageInput, Margins } from '../api/contract/init-image.ts';
import type { StudioClient } from './client.ts';
import { UsageError } from './failure.ts';

export interface InitImageOptions {
  readonly image?: string;
  readonly mask?: string;
  readonly strength?: number;
  readonly extend?: Margins;
}

/**
 * Hands the studio the files of a picture to begin from and of its mask; undefined where there is none.
 * @throws UsageError where a mask, a strength or margins have no picture or a file cannot be read, and the contract's errors.
 */
export async function readInitImage(
  { image, mask, strength, extend }: InitImageOptions,
  client: StudioClient,
): Promise<InitImageInput | undefined> {
  if (image === undefined) {
    const alone = Object.entries({ mask, strength, extend }).find(
      ([, value]) => value !== undefined,
    );
    if (alone) throw new UsageError(`--${alone[0]}: --image?`);
    return undefined;
  }
  const add = async (path: string): Promise<string> => {
    const bytes = await readFile(path).catch((cause: Error) => {
      throw new UsageError(`${path}: ${cause.message}`);
    });
    return (await client.inputs.add({ file: new Blob([bytes]) })).id;
  };
  return {
    image: await add(image),
    ...(mask !== undefined && { mask: await add(mask) }),
    ...(strength !== undefined && { strength }),
    ...(extend !== undefined && { margins: extend }),
  };
}
