import type { Priority } from '../api/contract/queue.ts';
import type { PrintSlot } from '../workers/worker-pool.ts';
import type { OpenJob } from './open-job.ts';
import type { PrintPlaces } from './print-places.ts';

/** What each place works on, and which are free for what. */
export function createOccupiedPlaces({ slots }: Pick<PrintPlaces, 'slots'>) {
  const occupied = new Map<PrintSlot, Pick<OpenJob, 'priority'>>();

  function isInterrupted({ between }: PrintSlot): boolean {
    return between !== undefined && occupied.has(between);
  }

  return {
    take(slot: PrintSlot, entry: Pick<OpenJob, 'priority'>): void {
      occupied.set(slot, entry);
    },

    leave(slot: PrintSlot): void {
      occupied.delete(slot);
    },

    /** What a picture interrupted goes on, unless another one has taken its place. */
    resumeAfter(slot: PrintSlot): void {
      const { between } = slots().find((other) => other.between === slot) ?? {};
      if (between !== undefined && !occupied.has(between)) between.resume();
    },

    /** Whether another job's picture is made between two steps of this place's own. */
    isInterrupted,

    /**
     * Where all workers are busy, a foreground job takes place between two steps of a background job.
     *
     * @param priority of the first job that waits; null where none does
     */
    free(priority: Priority | null): PrintSlot[] {
      const free = slots().filter((slot) => !occupied.has(slot) && !isInterrupted(slot));
      // Another worker's picture need not wait for a calibration's step, and does not stop it.
      const quiet = free.filter(({ isCalibrating }) => !isCalibrating?.());
      if (quiet.length > 0) return quiet;
      if (free.length > 0 || priority !== 'foreground') return free;
      return slots().flatMap((slot) => {
        const givesWay = occupied.get(slot)?.priority === 'background' && !isInterrupted(slot);
        return givesWay && slot.between ? [slot.between] : [];
      });
    },
  };
}
