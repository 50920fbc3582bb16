import { endsPart, progressBar } from './progress-bar.ts';
import type { Terminal } from './terminal.ts';

/** Shows how far something has come that is counted in steps: a bar, or without a terminal its begin and every quarter. */
export function createStepsProgress(
  terminal: Terminal,
): (counted: { readonly step: number; readonly steps: number }, what: string) => void {
  return ({ step, steps }, what) => {
    if (terminal.redraw)
      terminal.redraw(`${progressBar(step / steps, terminal)} ${step}/${steps}  ${what}`);
    else if (step === 0 || endsPart(step, steps, 4)) terminal.note(`${what}  ${step}/${steps}`);
  };
}
