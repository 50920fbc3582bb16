const windowLength = 5000;

/** Bytes per second over the last five seconds; null until two moments are known. */
export function createTransferRate(now: () => number): (bytesDone: number) => number | null {
  let samples: { at: number; bytes: number }[] = [];
  return (bytesDone) => {
    const at = now();
    samples = [
      ...samples.filter((sample) => at - sample.at < windowLength),
      { at, bytes: bytesDone },
    ];
    const [first] = samples;
    if (first === undefined || at === first.at) return null;
    // What was thrown away as damaged counts back.
    return Math.max(0, ((bytesDone - first.bytes) / (at - first.at)) * 1000);
  };
}
