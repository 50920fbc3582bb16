import type { InitImageInput, Margins } from '../api/contract/init-image.ts';
import type { StudioClient } from './client.ts';
import { UsageError } from './failure.ts';
import { given } from './given.ts';
import { readNamedFile } from './named-file.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

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
export async function addInitImage(
  { image, mask, strength, extend }: InitImageOptions,
  client: StudioClient,
  { language }: Pick<Terminal, 'language'>,
): Promise<InitImageInput | undefined> {
  if (image === undefined) {
    const [alone] = Object.keys(given({ mask, strength, extend }));
    if (alone !== undefined) throw new UsageError(texts[language].needsImage(`--${alone}`));
    return undefined;
  }
  const add = async (path: string): Promise<string> => {
    const bytes = await readNamedFile(path, language);
    return (await client.inputs.add({ file: new Blob([new Uint8Array(bytes)]) })).id;
  };
  return {
    image: await add(image),
    ...given({ mask: mask === undefined ? mask : await add(mask), strength, margins: extend }),
  };
}
