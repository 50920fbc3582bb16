import type { TFunction } from 'i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { Figure } from '../ui/draw-figure.ts';
import type { Viewed } from './viewed.ts';

/** On paper, whatever the theme: a figure is looked at elsewhere. */
const armColours: Record<ArmKind, string> = {
  ja: '#c8361d',
  en: '#1f5c86',
  'en-raw': '#1f5c86',
  'ja-stage1': '#5e7f2e',
};

/** What the viewer shows as one row: over each picture whose it is, under it its words. `note` is what all have in common. */
export function figureOfPanes({ panes, frame }: Viewed, note: string, t: TFunction): Figure {
  return {
    title: '',
    note,
    picture: frame,
    sheets: [
      {
        title: '',
        rows: [],
        columns: panes.map(({ kind, letter, title }) => ({
          text: [letter, kind === null ? t('compare.chosen.elsewhere') : t(`arms.${kind}.long`)]
            .filter((part) => part !== null)
            .join('  '),
          ...(kind === null ? {} : { colour: armColours[kind] }),
          words: title,
        })),
        pictureIds: panes.map(({ pictureId }) => pictureId),
      },
    ],
  };
}
