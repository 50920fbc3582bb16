import type { TFunction } from 'i18next';
import type { GridAxis, GridParameter } from '../../electron/api/contract/grid-axis.ts';
import type { Grid } from '../../electron/api/contract/grids.ts';
import type { Figure } from '../ui/draw-figure.ts';
import { figureNote } from '../ui/setting-facts.ts';
import type { FigureFact } from '../ui/setting-facts.ts';

/** The whole grid, sheet below sheet, with its values beside rows and over columns. */
export function figureOfGrid(
  { request }: Grid,
  pictures: readonly (string | null)[],
  nameValue: (axis: GridAxis, value: string) => string,
  t: TFunction,
): Figure {
  const { axes, arm, settings, seed } = request;
  const [x, y, z] = axes;
  const differing = new Set(axes.map(({ parameter }) => factOf(parameter)));
  const columns = (x?.values ?? []).map((value) => ({ text: x ? nameValue(x, value) : '' }));
  const rows = (y?.values ?? []).map((value) => (y ? nameValue(y, value) : ''));
  const perSheet = columns.length * Math.max(1, rows.length);
  return {
    title: arm.prompt,
    note: [
      ...(differing.has('model') ? [] : [t(`arms.${arm.kind}.long`)]),
      figureNote(settings, seed, differing, t),
    ].join(' · '),
    picture: settings,
    sheets: (z?.values ?? ['']).map((value, sheet) => ({
      title: z ? nameValue(z, value) : '',
      columns,
      rows,
      pictureIds: pictures.slice(sheet * perSheet, (sheet + 1) * perSheet),
    })),
  };
}

/** What of a figure's note an axis goes over. */
function factOf(parameter: GridParameter): FigureFact | 'model' | null {
  switch (parameter) {
    case 'seed':
    case 'steps':
    case 'sampler':
    case 'guidance':
    case 'model':
      return parameter;
    case 'width':
    case 'height':
      return 'size';
    default:
      return null;
  }
}
