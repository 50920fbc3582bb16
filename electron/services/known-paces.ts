import type { PrintPacesTable } from '../database/print-paces-table.ts';
import type { PrintSlot } from '../workers/worker-pool.ts';
import { ageing, learnPace, nothingKnown } from './print-paces.ts';
import type { KnownPaces, Pace } from './print-paces.ts';

export interface KnownPacesOptions {
  readonly table: Pick<PrintPacesTable, 'get' | 'save' | 'forgetBefore'>;
  readonly appVersion: string;
  readonly clock: () => Date;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

const dayMs = 24 * 3600 * 1000;

/** After that, nobody asks any more for what was measured: of a card that is gone, or with an older version. */
const keptDays = 365;

/**
 * What was measured of kinds of pictures, kept from one studio to the next. It holds for what computes, its driver, how it
 * is used and this version of the studio, and for a model with just this in it: anything else is measured anew.
 */
export function createKnownPaces({ table, appVersion, clock, onProblem }: KnownPacesOptions) {
  /** Where memory did not allow a group: so it is now, and may be otherwise in the next studio. */
  const refused = new WeakMap<PrintSlot, Set<string>>();
  /** What was read or learned in this studio. */
  const held = new Map<string, KnownPaces>();

  function placeOf({ pacedAs }: PrintSlot): string | null {
    const place = pacedAs?.() ?? null;
    return place === null ? null : JSON.stringify([appVersion, place]);
  }

  function read(place: string, kind: string): KnownPaces {
    const kept = table.get(place, kind);
    if (kept === null) return nothingKnown;
    const { changedAt, ...known } = kept;
    return ageing(known, (clock().getTime() - Date.parse(changedAt)) / dayMs);
  }

  function get(slot: PrintSlot, kind: string): KnownPaces {
    const place = placeOf(slot);
    if (place === null) return nothingKnown;
    const known = held.get(place + kind) ?? read(place, kind);
    held.set(place + kind, known);
    return known;
  }

  function save(place: string, kind: string, known: KnownPaces): void {
    held.set(place + kind, known);
    try {
      const now = clock();
      table.forgetBefore(new Date(now.getTime() - keptDays * dayMs).toISOString());
      table.save(place, kind, { ...known, changedAt: now.toISOString() });
    } catch (error) {
      onProblem(
        'How fast pictures are made could not be written down; the next studio measures it again.',
        error,
      );
    }
  }

  return {
    get,

    /** Whether memory did not allow a group of this kind there, since the studio was opened. */
    isRefused: (slot: PrintSlot, kind: string): boolean => refused.get(slot)?.has(kind) ?? false,

    learn(slot: PrintSlot, kind: string, { asked, ...pace }: Pace): void {
      const place = placeOf(slot);
      if (place === null) return;
      if (asked > pace.batch) {
        refused.set(slot, (refused.get(slot) ?? new Set()).add(kind));
        return;
      }
      const before = get(slot, kind);
      const known = learnPace(before, pace);
      const isSame =
        known.alone === before.alone &&
        known.together === before.together &&
        known.trials === before.trials;
      if (!isSame) save(place, kind, known);
    },
  };
}
