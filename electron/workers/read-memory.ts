import { readFileSync } from 'node:fs';
import { freemem, platform, totalmem } from 'node:os';
import { dirname } from 'node:path';

/** Memory of this machine, or of the part of it that this process may use. Bytes. */
export interface MemoryState {
  readonly totalBytes: number;
  /** What can be taken without anything else being moved out: free, or holding only copies of files. */
  readonly availableBytes: number;
}

export interface MemorySources {
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** A file of the system's, or null where there is none. */
  readonly readFile: (path: string) => string | null;
}

/**
 * Reads how much memory there is. On Linux every control group that this process is in is asked, of both versions: what a
 * group holds of files counts as available, for the system lets go of it first.
 */
export function readMemory(sources: MemorySources = ofThisMachine()): MemoryState {
  const { totalBytes, freeBytes } = sources;
  let state: MemoryState = { totalBytes, availableBytes: freeBytes };
  for (const group of readGroups(sources)) {
    const availableBytes = Math.max(0, group.limitBytes - group.usedBytes);
    state = {
      totalBytes: Math.min(state.totalBytes, group.limitBytes),
      availableBytes: Math.min(state.availableBytes, availableBytes),
    };
  }
  return state;
}

/** How often the system has ended a process for lack of memory since it started; null where it does not say. */
export function countMemoryKills(
  readFile: MemorySources['readFile'] = readSystemFile,
): number | null {
  const count = /^oom_kill (\d+)$/m.exec(readFile('/proc/vmstat') ?? '')?.[1];
  return count === undefined ? null : Number(count);
}

/** This process's own memory: without files that are only mapped, where the system tells them apart. */
export function readOwnBytes(readFile: MemorySources['readFile'] = readSystemFile): number {
  const kibibytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFile('/proc/self/status') ?? '')?.[1];
  return kibibytes === undefined ? process.memoryUsage.rss() : Number(kibibytes) * 1024;
}

interface GroupMemory {
  readonly limitBytes: number;
  readonly usedBytes: number;
}

/** The control groups that limit memory, from this process's own up to the root. */
function* readGroups({ readFile }: MemorySources): Generator<GroupMemory> {
  for (const line of (readFile('/proc/self/cgroup') ?? '').split('\n')) {
    const [, controllers, path] = line.split(':');
    if (path === undefined) continue;
    const version = controllers === '' ? 2 : 1;
    if (version === 1 && controllers?.split(',').includes('memory') !== true) continue;
    for (let folder = path; ; folder = dirname(folder)) {
      const group = version === 2 ? readVersion2(folder, readFile) : readVersion1(folder, readFile);
      if (group !== null) yield group;
      if (folder === dirname(folder)) break;
    }
  }
}

function readVersion2(folder: string, readFile: MemorySources['readFile']): GroupMemory | null {
  const root = `/sys/fs/cgroup${folder === '/' ? '' : folder}`;
  return joinGroup(
    readFile(`${root}/memory.max`),
    readFile(`${root}/memory.current`),
    readFile(`${root}/memory.stat`),
    '',
  );
}

function readVersion1(folder: string, readFile: MemorySources['readFile']): GroupMemory | null {
  const root = `/sys/fs/cgroup/memory${folder === '/' ? '' : folder}`;
  return joinGroup(
    readFile(`${root}/memory.limit_in_bytes`),
    readFile(`${root}/memory.usage_in_bytes`),
    readFile(`${root}/memory.stat`),
    'total_',
  );
}

/** Null for a group without a limit: `max`, or a number beyond all memory. */
function joinGroup(
  limit: string | null,
  used: string | null,
  stat: string | null,
  prefix: string,
): GroupMemory | null {
  const limitBytes = Number(limit ?? NaN);
  const usedBytes = Number(used ?? NaN);
  if (!(limitBytes < unlimited) || Number.isNaN(usedBytes)) return null;
  const ofFiles = ['inactive_file', 'active_file'].map((name) => {
    const value = new RegExp(`^${prefix}${name} (\\d+)$`, 'm').exec(stat ?? '')?.[1];
    return Number(value ?? 0);
  });
  const fileBytes = ofFiles.reduce((sum, bytes) => sum + bytes, 0);
  return { limitBytes, usedBytes: Math.max(0, usedBytes - fileBytes) };
}

/** Version 1 says "no limit" with a number close to 2⁶³. */
const unlimited = 2 ** 60;

function ofThisMachine(): MemorySources {
  return { totalBytes: totalmem(), freeBytes: readFreeBytes(), readFile: readSystemFile };
}

/**
 * Memory that the system gives on demand. On macOS `os.freemem` counts pages that nothing was ever in: a few hundred
 * megabytes on any machine in use. libuv counts those that it would give back too, since 1.52; on Linux that figure stops
 * at the innermost control group, and takes what the group holds of files for lost.
 */
export function readFreeBytes(
  system: NodeJS.Platform = platform(),
  free: () => number = freemem,
  available: () => number = process.availableMemory,
): number {
  return system === 'darwin' ? Math.max(free(), available()) : free();
}

function readSystemFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Other systems have no such files, and a container may hide them: then the machine's own figures stand.
    return null;
  }
}
