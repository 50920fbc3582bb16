/*
 * Loaded before every test file by tests/run.ts: one that waits for what never comes would hold up the whole suite. The slowest
 * takes a minute and a half on a busy machine.
 */
const limit = 10 * 60_000;

// What a test forks or starts inherits this module, and ends with its test.
if (process.argv[1]?.endsWith('.test.ts')) {
  setTimeout(() => {
    process.stderr.write(`${process.argv[1]} has not ended after ${limit / 60_000} minutes.\n`);
    process.exit(1);
  }, limit).unref();
}
