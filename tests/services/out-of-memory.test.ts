import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import type { FromWorker } from '../../electron/workers/messages.ts';
import type { SpawnWorker } from '../../electron/workers/worker-channel.ts';
import { makeMemoryGroup } from '../helpers/memory-group.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

const prlimit = '/usr/bin/prlimit';
const skipWithoutPrlimit = existsSync(prlimit)
  ? skipWithoutModels
  : { skip: 'no prlimit here, which limits what a process may allocate' };
const noGroup = 'control groups cannot be made here';

/** Large enough that the VAE takes most of it, as one piece. */
const large = { width: 512, height: 512, steps: 1, guidance: 1, count: 1 };
const huge = { ...large, width: 768, height: 768 };

/** As `forkWorker`, begun by another program or told of when it has started. */
function spawnBy({
  through = [],
  onStart = () => {},
}: {
  through?: readonly string[];
  onStart?: (child: ChildProcess) => void;
}): SpawnWorker {
  const entry = join(import.meta.dirname, '../../electron/workers/diffusion-worker.ts');
  const [execPath = process.execPath, ...execArgv] = [...through, process.execPath];
  return (device) => {
    const child = fork(entry, [JSON.stringify(device)], {
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
      execPath,
      execArgv,
    });
    onStart(child);
    return {
      postMessage: (message) => void (child.connected && child.send(message, () => {})),
      onOutput: () => {},
      onMessage: (listener) => child.on('message', (message) => listener(message as FromWorker)),
      onExit: (listener) => child.once('exit', (code) => listener(code)),
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

function typesOf(events: readonly GenerationEvent[]): string[] {
  return [...new Set(events.map(({ type }) => type))];
}

test(
  'where an allocation fails the job is done once more by a new worker, with a small footprint',
  skipWithoutPrlimit,
  async (t) => {
    const spawnWorker = spawnBy({ through: [prlimit, '--data=1100000000'] });
    const opened = await openTestStudio(t, { spawnWorker });
    const { studio, request, ja, workers, problems } = opened;
    const events = await collectEvents(studio.generation.run(request({ arms: [ja], ...huge })));
    assert.equal(events.at(-1)?.type, 'done');
    assert.equal(savedPictures(events)[0]?.recipe.engine.footprint, 'small');
    assert.equal(workers.length, 2);
    assert.match(problems.join('\n'), /small footprint/);
  },
);

test('where the system ends the worker for lack of memory too', skipWithoutModels, async (t) => {
  const group = makeMemoryGroup(t, 40e6);
  if (group === null) return t.skip(noGroup);
  const children: ChildProcess[] = [];
  const spawnWorker = spawnBy({ onStart: (child) => children.push(child) });
  const { studio, request, ja } = await openTestStudio(t, { spawnWorker });
  const events = await collectEvents(
    // Several steps: after the first one something is left to do, however late this process hears of it.
    studio.generation.run(request({ arms: [ja], ...large, steps: 4 })),
    (event) => {
      // Too late to be seen beforehand.
      if (event.type === 'step' && children.length === 1) group.add(children[0]?.pid ?? 0);
    },
  );
  assert.equal(events.at(-1)?.type, 'done');
  assert.equal(children.length, 2);
  assert.equal(children[0]?.signalCode, 'SIGKILL');
  assert.equal(savedPictures(events)[0]?.recipe.engine.footprint, 'small');
});

test(
  'ended for lack of memory twice, the job is given up with a diagnosis; the next one is printed',
  skipWithoutModels,
  async (t) => {
    const group = makeMemoryGroup(t, 10e6);
    if (group === null) return t.skip(noGroup);
    const children: ChildProcess[] = [];
    const spawnWorker = spawnBy({ onStart: (child) => children.push(child) });
    const { studio, request, ja } = await openTestStudio(t, { spawnWorker });
    const failing = collectEvents(
      // Several steps for the same reason.
      studio.generation.run(request({ arms: [ja], ...large, steps: 4 })),
      (event) => {
        if (event.type === 'step' && event.step === 1) group.add(children.at(-1)?.pid ?? 0);
      },
    );
    const next = collectEvents(studio.generation.run(request({ arms: [ja] })));
    await assert.rejects(failing, (error: Error & { code?: string; data?: unknown }) => {
      assert.equal(error.code, 'WORKER_DIED');
      const { reason, attempts } = error.data as { reason: string; attempts: number };
      assert.deepEqual([reason, attempts], ['memory', 2]);
      return true;
    });
    assert.equal((await next).at(-1)?.type, 'done');
  },
);

test(
  'a shortage that is seen beforehand makes the run small, and says so',
  skipWithoutModels,
  async (t) => {
    const group = makeMemoryGroup(t, 360e6);
    if (group === null) return t.skip(noGroup);
    const spawnWorker = spawnBy({ through: group.launcher });
    const { studio, request, ja, workers } = await openTestStudio(t, { spawnWorker });
    const events = await collectEvents(studio.generation.run(request({ arms: [ja], ...large })));
    assert.deepEqual(typesOf(events), [
      'queued',
      'memory-short',
      'loading',
      'step',
      'saved',
      'done',
    ]);
    assert.equal(savedPictures(events)[0]?.recipe.engine.footprint, 'small');
    assert.equal(workers.length, 1, 'nothing had to die for it');
  },
);

test(
  'what cannot fit is refused with both figures before anything is loaded',
  skipWithoutModels,
  async (t) => {
    const group = makeMemoryGroup(t, 165e6);
    if (group === null) return t.skip(noGroup);
    const spawnWorker = spawnBy({ through: group.launcher });
    const { studio, request, ja } = await openTestStudio(t, { spawnWorker });
    const events: GenerationEvent[] = [];
    const running = collectEvents(
      studio.generation.run(request({ arms: [ja], ...huge })),
      (event) => {
        events.push(event);
      },
    );
    await assert.rejects(running, (error: Error & { code?: string; data?: unknown }) => {
      assert.equal(error.code, 'OUT_OF_MEMORY');
      const { neededBytes, availableBytes } = error.data as Record<string, number>;
      assert.ok(neededBytes! > availableBytes!, `${neededBytes} of ${availableBytes}`);
      assert.match(error.message, /needs at least 0\.\d GB of memory/);
      return true;
    });
    assert.deepEqual(typesOf(events), ['queued']);
  },
);
