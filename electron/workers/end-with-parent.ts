import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks at the parent. */
const interval = 500;

/** Windows leaves a process the number of a parent that is gone; other systems give it another parent. */
const watch = `
  const { workerData } = require('node:worker_threads');
  const isThere = () => {
    if (process.ppid !== workerData.parent) return false;
    try {
      return process.kill(workerData.parent, 0);
    } catch (error) {
      return error.code !== 'ESRCH';
    }
  };
  setInterval(() => {
    if (!isThere()) process.kill(process.pid, 'SIGKILL');
  }, workerData.interval);
`;

/**
 * Ends this process soon after the one that started it, also in the middle of a step, which holds the event loop for as long as
 * it takes: of a large picture that is minutes, in which an orphan would hold gigabytes that the next studio needs.
 */
export function endWithParent(): void {
  const workerData = { parent: process.ppid, interval };
  // As usual a thread would reserve half a gigabyte for machine code: where that is limited, there is none left for pictures.
  const resourceLimits = {
    maxOldGenerationSizeMb: 8,
    maxYoungGenerationSizeMb: 1,
    stackSizeMb: 1,
    codeRangeSizeMb: 8,
  };
  new Worker(watch, { eval: true, workerData, execArgv: [], resourceLimits }).unref();
}
