import { withPrompt } from '../api/contract/apply-styles.ts';
import type { GenerationRequestInput } from '../api/contract/generation.ts';
import type { GridRequest } from '../api/contract/grids.ts';
import { seedAt } from '../api/contract/seed.ts';

/** What is printed in one cell: the grid's arm and settings with one value of each axis. */
export function requestOfCell(grid: GridRequest, place: number): GenerationRequestInput {
  const { arm, seed, settings, axes } = grid;
  const places = placesOf(grid, place);
  let changed = { ...arm };
  let towards: number | null = null;
  let request: Omit<GenerationRequestInput, 'arms'> = { ...settings, seed, count: 1 };
  for (const [index, { parameter, values }] of axes.entries()) {
    const value = values[places[index] ?? 0] ?? '';
    switch (parameter) {
      case 'replace':
        changed = withPrompt(changed, changed.prompt.replaceAll(values[0] ?? '', value));
        break;
      case 'negative':
        changed = { ...changed, negativePrompt: value };
        break;
      case 'model':
        changed = { ...changed, modelId: value };
        break;
      case 'vae':
        changed = { ...changed, vae: value };
        break;
      case 'loraScale':
        changed = {
          ...changed,
          loras: (changed.loras ?? []).map((lora) => ({ ...lora, scale: Number(value) })),
        };
        break;
      case 'strength':
        request = {
          ...request,
          ...(settings.initImage && {
            initImage: { ...settings.initImage, strength: Number(value) },
          }),
          ...(settings.hiresFix && {
            hiresFix: { ...settings.hiresFix, strength: Number(value) },
          }),
        };
        break;
      case 'deepCache': {
        const { deepCache: _own, ...rest } = request;
        request = Number(value) === 1 ? rest : { ...rest, deepCache: Number(value) };
        break;
      }
      case 'int8': {
        const { int8: _own, ...rest } = request;
        request = value === 'on' ? { ...rest, int8: true } : rest;
        break;
      }
      case 'variation':
        towards = Number(value);
        break;
      case 'seed':
        request = { ...request, seed: value };
        break;
      case 'sampler':
      case 'promptSyntax':
      case 'noiseSource':
        // The axis was checked when the grid was asked for; a run checks it once more.
        request = { ...request, [parameter]: value };
        break;
      default:
        request = { ...request, [parameter]: Number(value) };
    }
  }
  if (towards === null) return { ...request, arms: [changed] };
  const { variation: _own, ...rest } = request;
  const other = settings.variation?.seed ?? seedAt(seed, 1);
  return {
    ...rest,
    ...(towards > 0 && { variation: { seed: other, strength: towards } }),
    arms: [changed],
  };
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
