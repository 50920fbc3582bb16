import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { openBareStudio } from '../helpers/open-test-studio.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test(
  'whoever watches the gallery is told which pictures have changed, whoever changed them',
  {
    // A change that is not told would be waited for without end.
    timeout: 60_000,
  },
  async (t) => {
    const { studio } = await openBareStudio(t, { data: join(temporaryFolder(), 'データ') });
    const leaving = new AbortController();
    const changes = studio.galleryChanges.watch({ signal: leaving.signal });
    /** The next change; asked for before the act, so that none can be missed. */
    const during = async (act: () => Promise<unknown>): Promise<string[]> => {
      const next = changes.next();
      await act();
      const { value } = await next;
      assert.ok(value);
      return value.ids;
    };
    const { pictureImport, gallery, organise } = studio;
    const paper = async (background: string) => {
      const create = { width: 8, height: 8, channels: 3, background } as const;
      return new Blob([new Uint8Array(await sharp({ create }).png().toBuffer())]);
    };
    let id = '';
    const added = await during(async () => {
      const file = await paper('#c33');
      id = (await pictureImport.add({ file, name: '赤.png' })).pictureId;
    });
    assert.deepEqual(added, []);
    const rated = await during(() => organise.mark({ ids: [id], change: { rating: 4 } }));
    assert.deepEqual(rated, [id]);
    assert.deepEqual(await during(() => gallery.remove({ ids: [id] })), [id]);
    assert.deepEqual(await during(() => gallery.restore({ ids: [id] })), [id]);
    const board = await organise.boards.create({ name: '赤' });
    // What happens while nobody reads comes as one.
    await organise.mark({ ids: [id], change: { addBoards: [board.id] } });
    await organise.mark({ ids: [id], change: { favourite: true } });
    const together = await changes.next();
    assert.deepEqual(together.value?.ids, [id]);
    assert.deepEqual(await during(() => organise.boards.remove({ id: board.id })), [id]);

    const file = await paper('#36c');
    const { pictureId: other } = await pictureImport.add({ file, name: '青.png' });
    await changes.next();
    // Each change is told once.
    const change = { rating: 1 };
    assert.deepEqual(await during(() => organise.mark({ ids: [other], change })), [other]);

    const last = changes.next();
    leaving.abort();
    assert.equal((await last).done, true);
  },
);
