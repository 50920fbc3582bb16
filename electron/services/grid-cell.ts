import type { GenerationRequestInput } from '../api/contract/generation.ts';
import type { GridRequest } from '../api/contract/grids.ts';

/** What is printed in one cell: the grid's arm and settings with one value of each axis. */
export function requestOfCell(grid: GridRequest, place: number): GenerationRequestInput {
  const { arm, seed, settings, axes } = grid;
  const places = placesOf(grid, place);
  let changed = { ...arm };
  let request: Omit<GenerationRequestInput, 'arms'> = { ...settings, seed, count: 1 };
  for (const [index, { parameter, values }] of axes.entries()) {
    const value = values[places[index] ?? 0] ?? '';
    switch (parameter) {
      case 'replace':
        changed = { ...changed, prompt: changed.prompt.replaceAll(values[0] ?? '', value) };
        break;
      case 'model':
        changed = { ...changed, modelId: value };
        break;
      case 'seed':
        request = { ...request, seed: value };
        break;
      case 'sampler':
        request = { ...request, sampler: value as NonNullable<typeof request.sampler> };
        break;
      default:
        request = { ...request, [parameter]: Number(value) };
    }
  }
  return { ...request, arms: [changed] };
}

/** Places of one cell along the axes; x counts fastest. */
function placesOf({ axes }: GridRequest, place: number): number[] {
  let rest = place;
  return axes.map(({ values }) => {
    const at = rest % values.length;
    rest = Math.floor(rest / values.length);
    return at;
  });
}
