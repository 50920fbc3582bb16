import type { TFunction } from 'i18next';
import { maxAppliedStyles } from '../../electron/api/contract/arm.ts';
import type { SaveStyle, Style } from '../../electron/api/contract/styles.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { saveFile } from '../ui/save-file.ts';
import { showToast } from '../ui/toast-store.ts';
import { sayFailure } from '../ui/or-report.ts';

/** Lays a style on the desk behind those that are there, or takes it off. */
export function toggleStyle(style: Style, t: TFunction): void {
  const { styles } = useDraft.getState();
  const others = styles.filter(({ id }) => id !== style.id);
  if (others.length < styles.length) changeDraft({ styles: others });
  else if (styles.length < maxAppliedStyles) changeDraft({ styles: [...styles, style] });
  else showToast(t('errors.input.style-too-many'));
}

/** Keeps a style; where it lies on the desk, as it is now. @throws the contract's errors, for the form to say */
export async function saveStyle(style: SaveStyle): Promise<void> {
  const saved = await studio.styles.save(style);
  changeDraft({
    styles: useDraft.getState().styles.map((one) => (one.id === saved.id ? saved : one)),
  });
  await refreshStyles();
}

/** Forgets a style, here and on the desk; the notice brings it back. */
export async function removeStyle(style: Style, t: TFunction): Promise<void> {
  const name = style.name.ja;
  const before = useDraft.getState().styles;
  await orSay(t, async () => {
    await studio.styles.remove({ id: style.id });
    changeDraft({ styles: before.filter(({ id }) => id !== style.id) });
    showToast(t('create.styles.removed', { name }), {
      label: t('common.undo'),
      run: () =>
        void orSay(t, async () => {
          await saveStyle({ id: style.id, name, ja: style.ja, en: style.en });
          if (before.some(({ id }) => id === style.id)) toggleStyle(style, t);
        }),
    });
  });
  await refreshStyles();
}

/** Takes in a file of styles, and says how many were new. */
export async function importStyles(file: File, t: TFunction): Promise<void> {
  await orSay(t, async () => {
    const { added, known } = await studio.styles.import({ file });
    showToast(
      added === 0
        ? t('create.styles.allKnown', { count: known })
        : t('create.styles.imported', { count: added }),
    );
  });
  await refreshStyles();
}

/** Hands the user's own styles out as a file. */
export async function exportStyles(t: TFunction): Promise<void> {
  await orSay(t, async () => {
    const { fileName, json } = await studio.styles.export();
    saveFile(fileName, json, 'application/json');
  });
}

async function refreshStyles(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: studioQuery.styles.key() });
}

async function orSay(t: TFunction, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    sayFailure(error, t);
  }
}
