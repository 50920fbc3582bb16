/** Where a benchmark's results go. */
export interface Report {
  /** A line for who reads along. */
  line(text: string): void;
  /** A measurement, in seconds, bytes and operations. */
  add(name: string, measured: object): void;
  /** No more will come. */
  end(): void;
}

/** Lines to standard output as they come; or all measurements as one JSON document at the end, the lines to standard error. */
export function openReport(asJson: boolean): Report {
  if (!asJson) return { line: console.log, add: () => {}, end: () => {} };
  const measurements: object[] = [];
  return {
    line: console.error,
    add: (name, measured) => measurements.push({ name, ...measured }),
    end: () => console.log(JSON.stringify(measurements, null, 2)),
  };
}
