/** `node bench/import-once.ts PATH`: reads one model as an import does and prints what that took as JSON. */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeModel } from '../native-models/checkpoints/describe-model.ts';
import { readModel } from '../native-models/checkpoints/read-model.ts';
import { rewriteCheckpoint } from '../native-models/checkpoints/rewrite-checkpoint.ts';
import { tensorsToRewrite } from '../native-models/checkpoints/rewritten-model.ts';

export interface ImportMeasurement {
  /** Size of the weight files. */
  readonly bytes: number;
  /** From the path to a model that can be loaded. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the whole process, Node itself included. */
  readonly peakBytes: number;
}

const path = process.argv[2] ?? '';
const begun = performance.now();
const cpuBefore = process.cpuUsage();
const rewritten = join(tmpdir(), `nishiki-bench-${process.pid}.safetensors`);
let bytes = 0;
try {
  let model = await readModel(path);
  const waiting = tensorsToRewrite(model);
  if (waiting.size > 0) {
    const run = rewriteCheckpoint(waiting, rewritten);
    while (!(await run.next()).done);
    model = await readModel(path, { rewritten });
  }
  ({ bytes } = await describeModel(model));
} finally {
  await rm(rewritten, { force: true });
}
const { user, system } = process.cpuUsage(cpuBefore);
const measurement: ImportMeasurement = {
  bytes,
  seconds: (performance.now() - begun) / 1000,
  cpuSeconds: (user + system) / 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(measurement));
