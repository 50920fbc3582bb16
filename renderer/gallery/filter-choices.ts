import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type {
  GalleryFilter,
  GalleryFilterInput,
} from '../../electron/api/contract/gallery-filter.ts';

/** Which part of the gallery is looked at. */
export type Place = 'all' | 'imported' | 'duplicates' | 'trash';

/** What has been chosen in the filter. */
export interface FilterChoices {
  readonly place: Place;
  /** As typed. */
  readonly search: string;
  /** Only these arms; none means all. So it is with every list. */
  readonly arms: readonly ArmKind[];
  /** Fingerprints. */
  readonly models: readonly string[];
  readonly samplers: GalleryFilter['samplers'];
  /** Width × height, e.g. `512x768`. */
  readonly sizes: readonly string[];
  readonly tags: readonly string[];
  readonly boardId: string | null;
  readonly minRating: number;
  /** Null asks for none. */
  readonly minScore: number | null;
  readonly favourite: boolean;
  /** `2026-11`. */
  readonly month: string | null;
  /** The pictures of one batch, out of their stack. */
  readonly jobId: string | null;
}

export const noChoices: FilterChoices = {
  place: 'all',
  search: '',
  arms: [],
  models: [],
  samplers: [],
  sizes: [],
  tags: [],
  boardId: null,
  minRating: 0,
  minScore: null,
  favourite: false,
  month: null,
  jobId: null,
};

/** The choices as the studio's filter. `search` is what typing has settled on. */
export function filterOf(choices: FilterChoices, search: string): GalleryFilterInput {
  const { place, arms, models, samplers, sizes, tags, boardId, month, jobId } = choices;
  return {
    search,
    arms: [...arms],
    models: [...models],
    samplers: [...samplers],
    sizes: [...sizes],
    tags: [...tags],
    minRating: choices.minRating,
    favourite: choices.favourite,
    removed: place === 'trash',
    duplicates: place === 'duplicates',
    imported: place === 'imported',
    ...(choices.minScore !== null && { minScore: choices.minScore }),
    ...(boardId !== null && { boardId }),
    ...(jobId !== null && { jobId }),
    ...(month !== null && boundsOfMonth(month)),
  };
}

/** A kept filter as choices. What has no choice here (an order, an upper bound of the score) is left out. */
export function choicesOf(filter: GalleryFilter): FilterChoices {
  return {
    place: placeOf(filter),
    search: filter.search,
    arms: filter.arms,
    models: filter.models,
    samplers: filter.samplers,
    sizes: filter.sizes,
    tags: filter.tags,
    boardId: filter.boardId ?? null,
    minRating: filter.minRating,
    minScore: filter.minScore ?? null,
    favourite: filter.favourite,
    month: filter.from === undefined ? null : monthOf(new Date(filter.from)),
    jobId: filter.jobId ?? null,
  };
}

function placeOf({ removed, duplicates, imported }: GalleryFilter): Place {
  if (removed) return 'trash';
  if (duplicates) return 'duplicates';
  return imported ? 'imported' : 'all';
}

/** Whether anything but a place is chosen. */
export function isFiltered(choices: FilterChoices, search: string): boolean {
  const { arms, models, samplers, sizes, tags, boardId, minRating, favourite, month, jobId } =
    choices;
  const lists = [arms, models, samplers, sizes, tags];
  return (
    search !== '' ||
    lists.some((list) => list.length > 0) ||
    [boardId, month, jobId, choices.minScore].some((value) => value !== null) ||
    minRating > 0 ||
    favourite
  );
}

/** The one place that is looked at; null where all are, or where anything else is asked for besides. */
export function onlyPlaceOf(
  choices: FilterChoices,
  search: string,
): Exclude<Place, 'all'> | 'favourites' | 'board' | null {
  const { place, favourite, boardId } = choices;
  if (place !== 'all') return isFiltered(choices, search) ? null : place;
  if (isFiltered({ ...choices, favourite: false, boardId: null }, search)) return null;
  if (favourite) return boardId === null ? 'favourites' : null;
  return boardId === null ? null : 'board';
}

/** Beginning and end of a month where the user is. */
function boundsOfMonth(month: string): { from: string; before: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return {
    from: new Date(year, number - 1).toISOString(),
    before: new Date(year, number).toISOString(),
  };
}

function monthOf(date: Date): string {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}
