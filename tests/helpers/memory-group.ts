import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A control group that processes can be put into, made for one test. */
export interface MemoryGroup {
  add(pid: number): void;
  /** What a program is begun with to be in the group from its first byte on. */
  readonly launcher: readonly string[];
}

const versions = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { root: '/sys/fs/cgroup', limit: 'memory.max' },
];

/** A group that may hold so many bytes; null where this system lets nobody make one. */
export function makeMemoryGroup(t: TestContext, bytes: number): MemoryGroup | null {
  for (const { root, limit } of versions) {
    const folder = join(root, `nishiki-test-${process.pid}-${bytes}`);
    try {
      mkdirSync(folder);
    } catch {
      // Not this version, or not allowed.
      continue;
    }
    t.after(() => removeGroup(folder));
    if (!existsSync(join(folder, limit))) continue;
    writeFileSync(join(folder, limit), String(bytes));
    const procs = join(folder, 'cgroup.procs');
    return {
      launcher: ['/bin/sh', '-c', `echo $$ > '${procs}' && exec "$@"`, 'sh'],
      add(pid) {
        writeFileSync(procs, String(pid));
        if (!readFileSync(procs, 'utf8').split('\n').includes(String(pid))) {
          throw new Error(`Process ${pid} is not in ${folder}.`);
        }
      },
    };
  }
  return null;
}

/** Ends what is left in it: a group with processes cannot be removed. */
async function removeGroup(folder: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const pids = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
    for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
