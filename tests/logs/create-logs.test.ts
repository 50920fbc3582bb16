import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLogs, readLog } from '../../electron/logs/create-logs.ts';
import { createCrashReports } from '../../electron/logs/crash-reports.ts';
import { fillDisk, mountSmallDisk, skipWithoutMounts } from '../helpers/small-disk.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const home = '/home/hanako';

function openLogs(folder: string | null, settings = {}) {
  let time = Date.parse('2026-11-26T12:00:00Z');
  const clock = () => new Date((time += 1000));
  return createLogs({
    folder,
    settings: { level: 'info', prompts: false, ...settings },
    home,
    clock,
  });
}

test('each process has its file of lines, redacted before they are written', () => {
  const folder = temporaryFolder();
  const logs = openLogs(folder);
  const error = new Error('no /home/hanako/x', { cause: new Error('hf_AbCdEfGhIjKl') });
  logs.of('studio').error('failed at /home/hanako', { error, seed: 2n ** 64n, hide: [] });
  logs.of('worker-cpu').info('started', { threads: 2 });
  assert.deepEqual(readdirSync(folder).toSorted(), ['studio.log', 'worker-cpu.log']);
  const text = readFileSync(join(folder, 'studio.log'), 'utf8');
  assert.doesNotMatch(text, /hanako|hf_/);
  const [record] = readLog(folder, 'studio', 1e6);
  assert.deepEqual(
    [record?.time, record?.level, record?.process, record?.message],
    ['2026-11-26T12:00:01.000Z', 'error', 'studio', 'failed at ~'],
  );
  assert.equal(record?.details?.['seed'], '18446744073709551616');
  const told = record?.details?.['error'] as { message: string; stack: string; cause: object };
  assert.equal(told.message, 'no ~/x');
  assert.match(told.stack, /create-logs\.test\.ts/);
  assert.ok(told.cause);
  if (process.platform !== 'win32') {
    assert.equal(statSync(join(folder, 'studio.log')).mode & 0o777, 0o600);
  }
});

test('a level holds those before it, from the moment that it is set', () => {
  const logs = openLogs(null);
  const log = logs.of('studio');
  const write = () =>
    (['error', 'warn', 'info', 'debug'] as const).map((level) => log[level](level));
  write();
  logs.configure({ level: 'error', prompts: false });
  write();
  logs.configure({ level: 'debug', prompts: false });
  write();
  const seen = logs.recent(100).map(({ level }) => level);
  assert.deepEqual(seen, ['error', 'warn', 'info', 'error', 'error', 'warn', 'info', 'debug']);
  assert.deepEqual(
    logs.recent(2, { level: 'warn' }).map(({ level }) => level),
    ['error', 'warn'],
  );
});

test('prompts are written only where they are let, and never into a message', () => {
  const line = { hide: ['猫 油絵'], private: { prompt: '猫 油絵' } };
  for (const prompts of [false, true]) {
    const folder = temporaryFolder();
    openLogs(folder, { prompts }).of('studio').info('cannot read 猫 油絵', line);
    const [record] = readLog(folder, 'studio', 1e6);
    assert.equal(record?.message, 'cannot read ‹hidden›');
    assert.deepEqual(record?.private, prompts ? { prompt: '猫 油絵' } : undefined);
    assert.equal(readFileSync(join(folder, 'studio.log'), 'utf8').includes('猫'), prompts);
  }
});

test('a full file is begun anew; five are kept, and the last line is always there', () => {
  const folder = temporaryFolder();
  const log = openLogs(folder).of('studio');
  const text = 'あ'.repeat(5000);
  for (let line = 0; line < 600; line += 1) log.info(`${line} ${text}`);
  const files = readdirSync(folder).toSorted();
  assert.deepEqual(files, [
    'studio.1.log',
    'studio.2.log',
    'studio.3.log',
    'studio.4.log',
    'studio.log',
  ]);
  for (const file of files) assert.ok(statSync(join(folder, file)).size <= 1.1 * 2 ** 20, file);
  const lines = readLog(folder, 'studio', 1e9).map(({ message }) => Number(message.split(' ')[0]));
  assert.equal(lines.at(-1), 599);
  assert.deepEqual(
    lines,
    lines.map((_, index) => 600 - lines.length + index),
    'in order, none between lost',
  );
});

test('a log goes on where the studio before stopped, and skips a line that was cut off', () => {
  const folder = temporaryFolder();
  openLogs(folder).of('studio').info('first');
  writeFileSync(join(folder, 'studio.log'), '{"time":"2026', { flag: 'a' });
  openLogs(folder).of('studio').info('second');
  assert.deepEqual(
    readLog(folder, 'studio', 1e6).map(({ message }) => message),
    ['first', 'second'],
  );
});

test('while the folder is away nothing is made in its place, and then it says how many lines are missing', () => {
  const data = join(temporaryFolder(), 'data');
  const folder = join(data, 'logs');
  mkdirSync(folder, { recursive: true });
  const log = openLogs(folder).of('studio');
  log.info('before');
  renameSync(data, `${data}-away`);
  log.info('lost');
  log.info('lost too');
  assert.equal(createCrashReports(join(data, 'crashes')).write(report('studio', 1)), null);
  assert.throws(() => statSync(data), { code: 'ENOENT' });
  renameSync(`${data}-away`, data);
  log.info('after');
  assert.deepEqual(
    readLog(folder, 'studio', 1e6).map(({ message }) => message),
    ['before', '2 lines could not be written here: the disk was full or away.', 'after'],
  );
});

test(
  'on a full disk the studio goes on, and the log when there is room again',
  skipWithoutMounts,
  () => {
    const folder = mountSmallDisk(1);
    const log = openLogs(folder).of('studio');
    log.info('before');
    const filler = join(folder, 'filler');
    fillDisk(filler);
    for (let line = 0; line < 20; line += 1) log.info('x'.repeat(4000));
    rmSync(filler);
    log.info('after');
    const messages = readLog(folder, 'studio', 1e6).map(({ message }) => message);
    assert.equal(messages[0], 'before');
    assert.match(messages.at(-2) ?? '', /^\d+ lines could not be written/);
    assert.equal(messages.at(-1), 'after');
  },
);

function report(name: string, second: number) {
  return {
    time: new Date(Date.parse('2026-11-26T12:00:00Z') + second * 1000).toISOString(),
    process: name,
    kind: 'error' as const,
    message: `no ${second}`,
    stack: null,
    version: '0.0.0',
    lastLines: [],
  };
}

test('crash reports are listed with the latest first, twenty of them, and half a file is none', () => {
  const folder = join(temporaryFolder(), 'crashes');
  const reports = createCrashReports(folder);
  for (let second = 0; second < 25; second += 1) reports.write(report('studio', second));
  writeFileSync(join(folder, '20261126T130000000Z-studio.json'), '{"id":');
  const listed = reports.list();
  assert.equal(listed.length, 20);
  assert.deepEqual([listed[0]?.message, listed.at(-1)?.message], ['no 24', 'no 5']);
  assert.deepEqual(createCrashReports(null).list(), []);
});
