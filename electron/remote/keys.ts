/** Prefix of BullMQ's keys. */
export const bullPrefix = 'nishiki';

/** Keys beside BullMQ's own, below a prefix of their own so that neither meets the other's. */
export function keysOf(queueName: string) {
  const below = (name: string) => `nishiki-beside:${queueName}:${name}`;
  return {
    /** List: workers ask a studio for pieces of files. */
    asks: (studio: string) => below(`asks:${studio}`),
    /** List: the pieces, in the order asked for. */
    reply: (id: string) => below(`reply:${id}`),
    /** List: the pixels of a finished picture, in pieces. */
    pixels: (id: string) => below(`pixels:${id}`),
    /** `stop`: before the next step; `kill`: at once. */
    stop: (errand: string) => below(`stop:${errand}`),
    /** Set: ids of the workers there are. */
    workers: below('workers'),
    worker: (id: string) => below(`worker:${id}`),
  };
}
export type Keys = ReturnType<typeof keysOf>;
