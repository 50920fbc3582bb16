/** `count` numbers from 0 to 1; a single one is 0. */
export function ramp(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : i / (count - 1)));
}
