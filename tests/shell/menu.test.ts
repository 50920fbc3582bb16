import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callsOf } from './electron-double.ts';
import { useElectronDouble } from './use-electron-double.ts';

useElectronDouble();
const { menuTemplate } = await import('../../electron/shell/menu.ts');
const { shellWords } = await import('../../electron/shell/words.ts');

type Item = ReturnType<typeof menuTemplate>[number];

function itemsOf(template: readonly Item[]): Item[] {
  return template.flatMap((item) => [
    item,
    ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : []),
  ]);
}

const platforms = ['darwin', 'win32', 'linux'] as const;

test('every item has words of ours, in both languages and on every system', () => {
  for (const platform of platforms) {
    for (const language of ['ja', 'en'] as const) {
      const words: string[] = Object.values(shellWords[language]);
      for (const item of itemsOf(menuTemplate(language, platform, '/data'))) {
        if (item.type === 'separator' || item.role === 'appMenu') continue;
        assert.ok(words.includes(item.label ?? ''), `${platform} ${language} ${item.role}`);
      }
    }
  }
});

test('every system has copy, paste and quit; macOS has the program’s own menu first', () => {
  for (const platform of platforms) {
    const roles = itemsOf(menuTemplate('ja', platform, '/data')).map(({ role }) => role);
    for (const role of ['copy', 'paste', 'undo', 'quit']) {
      assert.ok(roles.includes(role as 'copy'), `${platform} ${role}`);
    }
    assert.equal(roles[0] === 'appMenu', platform === 'darwin');
  }
});

test('the data folder opens from the menu', () => {
  const item = itemsOf(menuTemplate('ja', 'linux', '/データ')).find(
    ({ label }) => label === shellWords.ja.openDataFolder,
  );
  item?.click?.({} as never, undefined, {} as never);
  assert.deepEqual(callsOf('shell.openPath'), [['/データ']]);
});
