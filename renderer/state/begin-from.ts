import type { TFunction } from 'i18next';
import type { Input } from '../../electron/api/contract/inputs.ts';
import { initImageSchema } from '../../electron/api/contract/init-image.ts';
import { studio } from '../api/studio.ts';
import { showToast } from '../ui/toast-store.ts';
import { sayFailure } from '../ui/or-report.ts';
import { changeDraft, useDraft } from './draft.ts';
import { goTo } from './location.ts';

/** Lays a picture file on the desk as the one to begin from. What fails is said in a toast; the desk is then unchanged. */
export async function beginFromFile(file: Blob, t: TFunction): Promise<void> {
  await begin(studio.inputs.add({ file }), undefined, t);
}

/** The same with a picture of the gallery, from any room. */
export async function beginFromPicture(pictureId: string, t: TFunction): Promise<void> {
  const begun = await begin(studio.inputs.addPicture({ pictureId }), pictureId, t);
  if (!begun) return;
  goTo('/create');
  showToast(t('create.begin.chosen'));
}

async function begin(
  adding: Promise<Input>,
  pictureId: string | undefined,
  t: TFunction,
): Promise<boolean> {
  try {
    const { id, ...size } = await adding;
    // The strength is the user's taste and outlives the picture; mask and margins belong to it.
    const before = useDraft.getState().initImage;
    const initImage = initImageSchema.parse({
      image: id,
      ...(before && { strength: before.strength }),
      ...(pictureId !== undefined && { pictureId }),
    });
    changeDraft({ initImage: { ...initImage, size }, width: null, height: null });
    return true;
  } catch (error) {
    sayFailure(error, t);
    return false;
  }
}

/** Picture files among what is dragged or pasted. */
export function pictureFiles(files: FileList | null): File[] {
  return [...(files ?? [])].filter((file) => file.type.startsWith('image/'));
}
