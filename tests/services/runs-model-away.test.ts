import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Studio } from '../../electron/services/studio.ts';
import { openBareStudio, openTestStudio } from '../helpers/open-test-studio.ts';
import { change, hasBegunPrompt, isEnd, packOf, promptsOf, until } from '../helpers/runs.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

test(
  'a run whose model is away says why it waits, at every start, and goes on when the model is back',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    const { data } = first;
    await first.studio.queue.pause();
    const queued = until(first.studio.packs.watch(), hasBegunPrompt);
    const run = await first.studio.packs.start(packOf(first, await promptsOf(first.studio, 1)));
    await queued;
    await first.studio.close();
    // The model lies where other tests use it: the studio's row is what leads astray.
    change(data, `UPDATE models SET path = path || '-away' WHERE id = '${first.en.modelId}'`);
    for (const time of ['once', 'again']) {
      const { studio } = await openBareStudio(t, { data });
      if ((await studio.queue.list()).paused) await studio.queue.resume();
      const failed = until(studio.packs.watch(), isEnd);
      studio.queue.resumeLeft();
      const end = (await failed).at(-1);
      assert.ok(end?.type === 'ended', time);
      assert.deepEqual([end.runId, end.failure?.code], [run.id, 'MODEL_UNREADABLE'], time);
      const [open] = await until(studio.packs.watch(), () => true);
      assert.ok(open?.type === 'open');
      assert.equal(open.runs[0]?.failure?.code, 'MODEL_UNREADABLE', 'who comes later is told too');
      await studio.close();
    }
    change(data, `UPDATE models SET path = replace(path, '-away', '')`);
    const { studio } = await openBareStudio(t, { data });
    const done = until(studio.packs.watch(), isEnd);
    studio.queue.resumeLeft();
    await done;
    assert.equal((await studio.packs.runs())[0]?.printed, 2);
  },
);

const waysBack = {
  'its place is named': async ({ models }: Studio, id: string, path: string) => {
    await models.relink({ id, path });
  },
  'it is found': async ({ models }: Studio, id: string, path: string) => {
    for await (const _ of models.find({ id, folder: path }));
  },
};
for (const [way, comeBack] of Object.entries(waysBack)) {
  test(`a run whose model is away goes on as soon as ${way}`, skipWithoutModels, async (t) => {
    const first = await openTestStudio(t);
    const { data } = first;
    await first.studio.queue.pause();
    const queued = until(first.studio.packs.watch(), hasBegunPrompt);
    await first.studio.packs.start(packOf(first, await promptsOf(first.studio, 1)));
    await queued;
    const { id, path } = (await first.studio.models.list()).find(
      (model) => model.id === first.en.modelId,
    )!;
    await first.studio.close();
    change(data, `UPDATE models SET path = path || '-away' WHERE id = '${id}'`);
    const { studio } = await openBareStudio(t, { data });
    await studio.queue.resume();
    const failed = until(studio.packs.watch(), isEnd);
    studio.queue.resumeLeft();
    await failed;
    const done = until(studio.packs.watch(), isEnd);
    await comeBack(studio, id, path);
    const end = (await done).at(-1);
    assert.ok(end?.type === 'ended' && end.failure === null, JSON.stringify(end));
    assert.equal((await studio.packs.runs())[0]?.printed, 2);
  });
}
