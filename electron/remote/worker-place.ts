import type { Presence } from './presence.ts';
import type { Doing } from './print-parcel.ts';
import type { WorkerSlot } from '../workers/worker-slot.ts';

/** Models that a device is taken to have in memory. */
const keptModels = 3;

/** A picture that a device makes. */
interface Current {
  readonly id: string;
  readonly priority: 'foreground' | 'background';
  readonly stop: AbortController;
  doing: Doing | null;
}

/** One device of a remote worker, which makes one picture, and an urgent one between two of its steps. */
export interface WorkerPlace {
  readonly slot: Pick<WorkerSlot, 'device' | 'print' | 'kill' | 'between'>;
  regular: Current | null;
  urgent: Current | null;
  /** Fingerprints of what it has used, the latest last. */
  models: string[];
}

export function createPlace(slot: WorkerPlace['slot']): WorkerPlace {
  return { slot, regular: null, urgent: null, models: [] };
}

export function createCurrent(id: string, priority: Current['priority']): Current {
  return { id, priority, stop: new AbortController(), doing: null };
}

export function currentsOf({ regular, urgent }: WorkerPlace): Current[] {
  return [regular, urgent].filter((current) => current !== null);
}

/** A place whose picture may wait between two steps; undefined where one is free, or all make what somebody waits for. */
export function placeThatGivesWay(places: readonly WorkerPlace[]): WorkerPlace | undefined {
  if (places.some(({ regular }) => regular === null)) return undefined;
  return places.find(
    ({ regular, urgent }) => urgent === null && regular?.priority === 'background',
  );
}

/** Notes what the device does. Returns whether others should hear of it. */
export function noteDoing(place: WorkerPlace, current: Current, doing: Doing): boolean {
  const isOther = doing.state !== current.doing?.state;
  current.doing = doing;
  if (doing.model !== undefined) {
    const others = place.models.filter((model) => model !== doing.model);
    place.models = [...others, doing.model].slice(-keptModels);
  }
  return isOther;
}

/** Ends the process for one of its pictures; not while another one is being made between its steps. */
export function killFor({ slot, urgent }: WorkerPlace, { id }: Current): void {
  if (urgent === null || urgent.id === id) slot.kill();
}

/** The device as others see it. */
export function describePlace({
  slot,
  regular,
  urgent,
  models,
}: WorkerPlace): Presence['devices'][number] {
  const doing = urgent?.doing ?? regular?.doing ?? null;
  const { name, provider } = slot.device;
  return { name, provider, state: doing?.state ?? 'idle', share: doing?.share ?? null, models };
}
