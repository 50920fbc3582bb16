import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countMemoryKills,
  readFreeBytes,
  readMemory,
  readOwnBytes,
} from '../../electron/workers/read-memory.ts';

/** A machine of 1000 bytes of which 600 are free, with these files of the system's. */
function machine(files: Readonly<Record<string, string>>) {
  return { totalBytes: 1000, freeBytes: 600, readFile: (path: string) => files[path] ?? null };
}

test('without control groups the machine’s own figures stand', () => {
  assert.deepEqual(readMemory(machine({})), { totalBytes: 1000, availableBytes: 600 });
});

test('a limit above this process counts, and what its group holds of files is available', () => {
  const group = '/sys/fs/cgroup/user.slice';
  const files = {
    '/proc/self/cgroup': '0::/user.slice/studio\n',
    '/sys/fs/cgroup/user.slice/studio/memory.max': 'max\n',
    '/sys/fs/cgroup/user.slice/studio/memory.current': '90\n',
    [`${group}/memory.max`]: '500\n',
    [`${group}/memory.current`]: '450\n',
    [`${group}/memory.stat`]: 'anon 200\ninactive_file 150\nactive_file 60\n',
  };
  assert.deepEqual(readMemory(machine(files)), { totalBytes: 500, availableBytes: 260 });
});

test('the first version of control groups is read too; its number for no limit is none', () => {
  const root = '/sys/fs/cgroup/memory';
  const files = {
    '/proc/self/cgroup': '8:pids:/a\n4:cpu,memory:/a/b\n',
    [`${root}/a/b/memory.limit_in_bytes`]: '400\n',
    [`${root}/a/b/memory.usage_in_bytes`]: '390\n',
    [`${root}/a/b/memory.stat`]: 'inactive_file 1\ntotal_inactive_file 70\ntotal_active_file 0\n',
    [`${root}/memory.limit_in_bytes`]: '9223372036854771712\n',
    [`${root}/memory.usage_in_bytes`]: '900\n',
  };
  assert.deepEqual(readMemory(machine(files)), { totalBytes: 400, availableBytes: 80 });
});

test('macOS gives more than what it calls free; elsewhere that is the figure', () => {
  const free = () => 100;
  const available = () => 4000;
  assert.equal(readFreeBytes('darwin', free, available), 4000);
  assert.equal(readFreeBytes('linux', free, available), 100);
  assert.equal(readFreeBytes('win32', free, available), 100);
});

test('this machine has memory, and this process takes some of it', () => {
  const { totalBytes, availableBytes } = readMemory();
  assert.ok(availableBytes > 0 && availableBytes <= totalBytes);
  assert.ok(readOwnBytes() > 10e6);
});

test('kills for lack of memory are counted where the system says', () => {
  assert.equal(
    countMemoryKills(() => 'oom_kill_x 5\noom_kill 3\n'),
    3,
  );
  assert.equal(
    countMemoryKills(() => null),
    null,
  );
});
