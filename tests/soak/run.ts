/**
 * `npm run soak -- [--minutes 20] [--seed 1] [--one-studio]`: a studio under random submits, cancels, moves and kills.
 * With `--one-studio` only workers are killed, so that the memory of one studio can be followed. Where this process may
 * mount one (Linux, root), the folder lies on a small disk of its own, which is filled up for some seconds now and then.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fillDisk, mountDisk, skipWithoutMounts } from '../helpers/small-disk.ts';
import { checkGallery } from './check-gallery.ts';
import { describeMemory } from './describe-memory.ts';
import type { MemorySample } from './describe-memory.ts';
import type { Answer, Command } from './studio-under-test.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    'one-studio': { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const disk = mkdtempSync(join(tmpdir(), 'nishiki-soak-'));
/** Room for the pictures of the whole run: about 2 MB a minute, the database and its copies. */
const unmount = skipWithoutMounts.skip === undefined ? mountDisk(disk, 96 + 6 * minutes) : null;
const data = join(disk, 'データ');
const filler = join(disk, 'filler');
/** When the disk is emptied again, by `performance.now()`; null while there is room. */
let fullUntil: number | null = null;
const accepted: string[] = [];
const counts = { submitted: 0, cancels: 0, moves: 0, workerKills: 0, studioKills: 0, fullDisks: 0 };
/** Memory of one studio process over its life. */
let memory: MemorySample[] = [];
let longest: MemorySample[] = [];
let open = 0;

/** Marsaglia's xorshift32: the same run from the same seed. */
let state = Number(values.seed) || 1;
function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}

async function start(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'studio-under-test.ts'), [data], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  memory = [];
  const opened = Promise.withResolvers<void>();
  child.on('message', (answer: Answer) => {
    if (answer.type === 'open') opened.resolve();
    else if (answer.type === 'accepted') accepted.push(answer.jobId);
    else {
      ({ open } = answer);
      memory.push({ seconds: performance.now() / 1000, ...answer.memory });
      if (memory.length > longest.length) longest = memory;
    }
  });
  child.on('exit', (code) => {
    if (code !== null) opened.reject(new Error(`The studio ended by itself with code ${code}.`));
  });
  await opened.promise;
  return child;
}

function submit(): Command {
  const arms = [
    { kind: 'ja', modelId: 'demo-ja-stage2', prompt: '猫 油絵', negativePrompt: '' } as const,
    { kind: 'en', modelId: 'demo-en', prompt: 'cat, oil painting', negativePrompt: '' } as const,
  ];
  return {
    type: 'submit',
    request: {
      arms: random() < 0.3 ? arms : arms.slice(0, 1),
      seed: String(Math.floor(random() * 2 ** 32)),
      // Some are so long that several of their pictures are made at once.
      count: random() < 0.15 ? 12 : 1 + Math.floor(random() * 4),
      steps: 1 + Math.floor(random() * 6),
      width: 64,
      height: 64,
      promptSyntax: 'plain',
      noiseSource: 'cpu',
      priority: random() < 0.5 ? 'foreground' : 'background',
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

console.log(`${minutes} minutes, seed ${values.seed}, ${data}`);
let child = await start();
const tell = (command: Command): void => void child.send(command);
const end = performance.now() + minutes * 60_000;
while (performance.now() < end) {
  if (fullUntil !== null && performance.now() > fullUntil) emptyDisk();
  const dice = random();
  const jobId = accepted[Math.floor(random() * accepted.length)];
  if (dice < 0.5 && open < 30) {
    counts.submitted += 1;
    tell(submit());
  } else if (dice < 0.7 && jobId !== undefined) {
    counts.cancels += 1;
    tell({ type: 'cancel', jobId });
  } else if (dice < 0.85 && jobId !== undefined) {
    counts.moves += 1;
    tell({ type: 'move', jobId });
  } else if (dice < 0.93) {
    counts.workerKills += 1;
    tell({ type: 'kill-worker' });
  } else if (dice < 0.96 && !values['one-studio'] && fullUntil === null) {
    counts.studioKills += 1;
    await kill(child);
    child = await start();
  } else if (dice > 0.98 && unmount !== null && fullUntil === null) {
    counts.fullDisks += 1;
    fillDisk(filler);
    fullUntil = performance.now() + 2000 + random() * 8000;
  }
  tell({ type: 'count' });
  await sleep(200 + random() * 1200);
}
emptyDisk();
// What was accepted is printed to its end, without further harm.
for (open = Infinity; ;) {
  tell({ type: 'count' });
  await sleep(1000);
  if (open === 0) break;
}
await kill(child);

const { jobs, pictures, faults } = await checkGallery(data, accepted);
console.log(JSON.stringify({ ...counts, accepted: accepted.length, jobs, pictures }, null, 2));
for (const line of describeMemory(longest)) console.log(line);
for (const fault of faults) console.error(`FAULT: ${fault}`);
console.log(faults.length === 0 ? 'Nothing is lost, nothing is there twice.' : 'FAILED');
const takeAway = unmount ?? (() => rmSync(disk, { recursive: true, force: true }));
// What is faulty is looked at.
if (faults.length === 0) takeAway();
process.exitCode = faults.length === 0 ? 0 : 1;

function emptyDisk(): void {
  rmSync(filler, { force: true });
  fullUntil = null;
}
