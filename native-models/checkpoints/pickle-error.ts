/** A pickle that cannot be read. */
export class PickleError extends Error {
  /**
   * - `cut`: the bytes end before the pickle does
   * - `damaged`: it breaks the machine's own rules
   * - `unsupported`: an instruction or object that weights do not need
   * - `limit`: more than any checkpoint has
   */
  readonly reason: 'cut' | 'damaged' | 'unsupported' | 'limit';
  /** Byte of the instruction at fault. */
  readonly position: number;
  /** Name or number of the instruction. */
  readonly opcode: string;

  constructor(reason: PickleError['reason'], problem: string, position: number, opcode: string) {
    super(`${problem} (${opcode} at byte ${position})`);
    this.name = 'PickleError';
    this.reason = reason;
    this.position = position;
    this.opcode = opcode;
  }
}

/** Ends the reading at the current instruction. */
export type FailPickle = (reason: PickleError['reason'], problem: string) => never;
