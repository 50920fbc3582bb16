import { dict, pickle, text, type PicklePiece } from '../../helpers/pickle-writer.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { encodeZip, type ZipEntryToWrite } from '../../helpers/torch-zip-file.ts';

/** Where `writeZip` and others put files. */
export const folder = temporaryFolder();
export const sixFloats = Buffer.from(new Float32Array([0, 1, 2, 3, 4, 5]).buffer);

/** A zip whose state dict is given as a pickle, with one storage "0" of six floats. */
export async function writeZip(
  dataPickle: Uint8Array,
  more: readonly ZipEntryToWrite[] = [],
): Promise<string> {
  const entries = [
    { name: 'model/data.pkl', bytes: dataPickle },
    { name: 'model/data/0', bytes: sixFloats },
    ...more,
    { name: 'model/version', bytes: Buffer.from('3\n') },
  ];
  return await writeTo(folder, 'model.bin', encodeZip(entries));
}

/** The storage "0". */
export const floats = { storage: '0', dtype: 'F32', elements: 6 } as const;
/** A pickle of tensors called w0, w1, …. */
export const stateDict = (...tensors: readonly PicklePiece[]): Buffer =>
  pickle(dict(tensors.map((value, index) => [text(`w${index}`), value])));
