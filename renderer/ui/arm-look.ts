import type { ArmKind } from '../../electron/api/contract/arm.ts';

interface ArmLook {
  /** Text in the arm's colour, readable on the ground. */
  text: string;
  /** Border in the arm's colour. `en-raw` is the English model too, so it stays indigo, but broken. */
  frame: string;
  /** Filled with the colour, with readable text on it. */
  seal: string;
  /** A faint ground of the colour. */
  wash: string;
  /** The plain colour as a CSS value, for canvases and gradients. */
  colour: string;
}

/** How each arm of a comparison looks, everywhere. Class names are written out so that the stylesheet has them. */
export const armLook: Record<ArmKind, ArmLook> = {
  ja: {
    text: 'text-ja-ink',
    frame: 'border-ja',
    seal: 'bg-ja text-on-arm',
    wash: 'bg-ja-wash',
    colour: 'var(--ja)',
  },
  en: {
    text: 'text-en-ink',
    frame: 'border-en',
    seal: 'bg-en text-on-arm',
    wash: 'bg-en-wash',
    colour: 'var(--en)',
  },
  'en-raw': {
    text: 'text-en-ink',
    frame: 'border-en border-dashed',
    seal: 'border border-dashed border-en text-en-ink',
    wash: 'bg-en-wash',
    colour: 'var(--en)',
  },
  'ja-stage1': {
    text: 'text-stage1-ink',
    frame: 'border-stage1',
    seal: 'bg-stage1 text-on-arm',
    wash: 'bg-stage1-wash',
    colour: 'var(--stage1)',
  },
};
