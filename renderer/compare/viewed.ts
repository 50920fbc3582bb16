import type { TFunction } from 'i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { sizeOf, titleOf } from '../ui/picture-words.ts';
import type { Placement, Size } from '../ui/viewport.ts';
import { armCaption, armKeys } from './arm-names.ts';
import type { SeedRow } from './comparison-rows.ts';

/** A picture on the viewer's stage. */
export interface Pane {
  /** Tells it from the others, the same for the next comparison: see `armKeys`. */
  readonly key: string;
  /** Null where another program made it. */
  readonly kind: ArmKind | null;
  /** Where two may be of one arm, as words were left out or pictures chosen freely, each has a letter. */
  readonly letter: string | null;
  readonly pictureId: string | null;
  /** What it is called for those who hear it. */
  readonly name: string;
  readonly caption: string;
  /** What it is called in a list to choose from. */
  readonly choice: string;
  /** Its whole prompt. */
  readonly title: string;
  /** Pixels. */
  readonly size: Size;
  /** Where it would be printed: its preview is shown until it is there. */
  readonly cell: {
    readonly comparisonId: string;
    readonly seed: number;
    readonly arm: number;
  } | null;
}

/** What the viewer shows: at least two pictures, each fitted into one frame. */
export interface Viewed {
  readonly panes: readonly Pane[];
  /** Pixels. */
  readonly frame: Size;
}

/** The arms of a comparison at one seed: all are equally large. */
export function viewRow({ comparison, index, seed, pictureIds }: SeedRow, t: TFunction): Viewed {
  const { arms, settings } = comparison;
  const kinds = arms.map(({ kind }) => kind);
  const keys = armKeys(kinds);
  const hasTwins = new Set(kinds).size < kinds.length;
  const frame = { width: settings.width, height: settings.height };
  return {
    frame,
    panes: arms.map((arm, place) => ({
      key: keys[place] ?? '',
      kind: arm.kind,
      letter: hasTwins ? letterOf(place) : null,
      pictureId: pictureIds[place] ?? null,
      name: t('compare.pictures', { arm: t(`arms.${arm.kind}.long`), seed }),
      caption: armCaption(comparison, place, t),
      choice:
        keys[place] === arm.kind && comparison.origin?.type !== 'ablation'
          ? t(`arms.${arm.kind}.long`)
          : `${t(`arms.${arm.kind}.short`)} ${armCaption(comparison, place, t)}`,
      title: arm.prompt,
      size: frame,
      cell: { comparisonId: comparison.id, seed: index, arm: place },
    })),
  };
}

/** Pictures that somebody chose. Smaller ones are enlarged to the frame of the largest. */
export function viewPictures(pictures: readonly GalleryPicture[], t: TFunction): Viewed {
  const sizes = pictures.map(sizeOf);
  return {
    frame: {
      width: Math.max(...sizes.map(({ width }) => width)),
      height: Math.max(...sizes.map(({ height }) => height)),
    },
    panes: pictures.map((picture, place) => {
      const letter = letterOf(place);
      const title = titleOf(picture);
      return {
        key: letter,
        kind: picture.arm,
        letter,
        pictureId: picture.id,
        name: t('compare.chosen.name', { letter, prompt: title }),
        caption: title,
        choice: `${letter} ${title}`,
        title,
        size: sizeOf(picture),
        cell: null,
      };
    }),
  };
}

/** A, B, C … */
export function letterOf(place: number): string {
  return String.fromCodePoint(65 + place);
}

/**
 * Where a picture lies in the frame that the viewport has placed: as large as fits, in the middle. One of the frame's own
 * size lies exactly on it.
 */
export function placeInFrame(frame: Placement, frameSize: Size, size: Size): Placement {
  if (size.width === frameSize.width && size.height === frameSize.height) return frame;
  const scale = Math.min(frame.width / size.width, frame.height / size.height);
  const width = Math.round(size.width * scale);
  const height = Math.round(size.height * scale);
  return {
    ...frame,
    width,
    height,
    left: Math.round(frame.left + (frame.width - width) / 2),
    top: Math.round(frame.top + (frame.height - height) / 2),
  };
}
