import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { z } from 'zod';
import { ensureRenderer } from '../electron/renderer-build.ts';
import { ensureChromium } from './app/find-chromium.ts';

/**
 * `npm test`: builds the page, runs the tests of every room, then the tests of the whole studio in a real browser, and
 * ends with one line of true sums.
 */
const root = join(import.meta.dirname, '..');

interface Sums {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Processes at a time: some wait for timers, others compute with several threads. Two left a third of two cores idle. */
const concurrency = 3;

async function runRoomTests(): Promise<Sums> {
  const files = globSync('tests/**/*.test.ts', { cwd: root })
    .map((file) => join(root, file))
    .toSorted();
  const first = await runFiles(files, concurrency);
  if (first.failing.size === 0 || process.env['CI'] === undefined) return first.sums;
  // As in the browser: a shared machine may starve a test. What needed another try is named, for it wants a look.
  console.log(`\n${first.failing.size} of ${files.length} files failed and are run again, alone:`);
  const again = await runFiles([...first.failing.keys()], 1);
  let sums = plus(first.sums, again.sums);
  for (const [file, counts] of first.failing) {
    sums = plus(sums, counts, -1);
    if (!again.failing.has(file)) console.log(`flaky, passed at its second try: ${file}`);
  }
  return sums;
}

/** The sums of some files, and of each of those in which something failed. */
async function runFiles(
  files: readonly string[],
  atATime: number,
): Promise<{ sums: Sums; failing: ReadonlyMap<string, Sums> }> {
  const whole = Promise.withResolvers<Sums>();
  const failing = new Map<string, Sums>();
  const stream = run({
    files,
    concurrency: atATime,
    isolation: 'process',
    cwd: root,
    execArgv: ['--import', import.meta.resolve('./helpers/end-in-time.ts')],
  });
  stream.on('test:fail', ({ file }) => {
    // A file that cannot be loaded has no summary of its own and counts as one test.
    if (file !== undefined) failing.set(file, { passed: 0, failed: 1, skipped: 0 });
  });
  stream.on('test:summary', ({ file, counts }) => {
    const { passed, tests, skipped, todo } = counts;
    const sums = { passed, skipped: skipped + todo, failed: tests - passed - skipped - todo };
    // Summaries of single files come first; the one of the whole run names none.
    if (file === undefined) whole.resolve(sums);
    else if (failing.has(file)) failing.set(file, sums);
  });
  stream.compose(spec).pipe(process.stdout);
  return { sums: await whole.promise, failing };
}

function plus(sums: Sums, other: Sums, times = 1): Sums {
  return {
    passed: sums.passed + times * other.passed,
    failed: sums.failed + times * other.failed,
    skipped: sums.skipped + times * other.skipped,
  };
}

const browserReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  errors: z.array(z.unknown()),
});

async function runBrowserTests(): Promise<Sums> {
  const chromium = await ensureChromium();
  if (chromium === null) return skipBrowserTests();
  const { report, status } = runPlaywright([], { NISHIKI_CHROMIUM: chromium });
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, flaky, unexpected, skipped } = report.stats;
  // Errors outside of any test (a spec that cannot be loaded) have no other count.
  const failed = unexpected + report.errors.length;
  return { passed: expected + flaky, failed: failed || (status === 0 ? 0 : 1), skipped };
}

function skipBrowserTests(): Sums {
  console.error(
    '\n!! The browser tests are SKIPPED: no Chromium can be found, installed or started.',
  );
  console.error('!! Install Chromium or Chrome, or set NISHIKI_CHROMIUM to its path.\n');
  const { report } = runPlaywright(['--list'], {});
  const stats = report?.stats;
  const planned = stats ? stats.expected + stats.unexpected + stats.flaky + stats.skipped : 0;
  return { passed: 0, failed: report ? 0 : 1, skipped: Math.max(planned, 1) };
}

function runPlaywright(args: readonly string[], env: Record<string, string>) {
  const file = join(root, 'test-results', 'report.json');
  rmSync(file, { force: true });
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const config = join(root, 'tests', 'app', 'playwright.config.ts');
  const { status } = spawnSync(
    process.execPath,
    [cli, 'test', '--config', config, '--reporter', 'list,json', ...args],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    },
  );
  const report = existsSync(file)
    ? browserReport.parse(JSON.parse(readFileSync(file, 'utf8')))
    : null;
  return { report, status };
}

await ensureRenderer(() => console.log('Building the page …'));
const { passed, failed, skipped } = plus(await runRoomTests(), await runBrowserTests());
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
