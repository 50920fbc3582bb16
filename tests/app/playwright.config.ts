import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from './find-chromium.ts';

const executablePath = findChromium();

/** Tests of the whole studio from outside: a real page on a real studio with a data folder of its own. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.spec.ts',
  outputDir: join(import.meta.dirname, '..', '..', 'test-results'),
  // One studio paints at a time: two would only take each other's processor.
  workers: 1,
  // A shared machine may starve a browser for seconds; a test that needed another try is listed as flaky.
  retries: process.env['CI'] === undefined ? 0 : 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env['CI']),
  use: {
    locale: 'ja-JP',
    viewport: { width: 1440, height: 900 },
    launchOptions: executablePath === null ? {} : { executablePath },
    screenshot: 'only-on-failure',
  },
});
