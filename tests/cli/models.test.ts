import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unreadLine } from '../../electron/cli/models.ts';
import type { Model } from '../../electron/api/contract/models.ts';

const name = { ja: '錦絵', en: 'brocade' };

function line(content: Partial<Model['content']>, language: 'ja' | 'en', state: Model['state']) {
  const unread = { state: 'unknown', bytesDone: 0, bytesTotal: 0, sha256: null } as const;
  return unreadLine({ id: 'm', name, state, content: { ...unread, ...content } }, { language });
}

test('models says how much of a model has been read through, in bytes', () => {
  const reading = { state: 'reading', bytesDone: 1.2e9, bytesTotal: 4.3e9 } as const;
  assert.equal(
    line(reading, 'en', 'ready'),
    'brocade: its files are being read through, 1,200 MB of 4,300 MB so far. At once: nishiki models check m',
  );
  assert.match(line(reading, 'ja', 'ready') ?? '', /錦絵.*4,300 MB のうち 1,200 MB.*check m/);
  assert.match(
    line({ state: 'waiting' }, 'en', 'ready') ?? '',
    /not been read through yet.*check m/,
  );
  assert.equal(line({ state: 'waiting' }, 'en', 'missing'), null);
  assert.equal(line({ state: 'known', sha256: 'a' }, 'en', 'ready'), null);
  assert.equal(line({}, 'en', 'ready'), null);
});
