import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import type {
  GenerationEvent,
  GenerationRequestInput,
} from '../../electron/api/contract/generation.ts';
import { connectStudio, en, failureOf, ja, only, salaryman, small } from './connect-studio.ts';
import { transports, type StudioClient } from './transports.ts';

for (const transport of transports) {
  describe(transport.name, () => {
    const connected = connectStudio(transport);

    test('a picture file of a megabyte arrives whole and can be begun from', async () => {
      const side = 640;
      const rgb = Uint8Array.from({ length: 3 * side * side }, (_, k) => (k * 2654435761) >>> 24);
      const png = await sharp(rgb, { raw: { width: side, height: side, channels: 3 } })
        .png({ compressionLevel: 0 })
        .toBuffer();
      const input = await connected.client.inputs.add({ file: new Blob([new Uint8Array(png)]) });
      assert.deepEqual([input.width, input.height], [side, side]);
      const kept = await sharp(connected.studio.inputs.require(input.id)).raw().toBuffer();
      assert.ok(kept.equals(rgb));
      const initImage = { image: input.id, strength: 0.5 };
      const events = await connected.print({ arms: [ja], ...small, initImage });
      assert.equal(only(events, 'saved')[0]?.picture.recipe.initImage?.image, input.id);
      await assert.rejects(connected.client.inputs.add({ file: new Blob(['猫']) }), {
        code: 'INPUT_UNREADABLE',
      });
    });

    test('streams a pair: queued, steps with previews, saved, done; seeds and words stay exact', async () => {
      const seed = '18446744073709551615';
      const events = await connected.print({ arms: [ja, en], seed, count: 2, ...small });
      const [queued] = only(events, 'queued');
      assert.equal(events[0], queued);
      assert.deepEqual(queued?.job.seeds, [seed, '0']);
      assert.equal(queued?.job.settings.sampler, 'dpmpp-2m');

      const saved = only(events, 'saved');
      assert.deepEqual(saved.map(({ cell }) => `${cell.arm}/${cell.seed}`).toSorted(), [
        '0/0',
        '0/1',
        '1/0',
        '1/1',
      ]);
      for (const { cell, picture } of saved) {
        const steps = only(events, 'step').filter(
          (event) => event.cell.arm === cell.arm && event.cell.seed === cell.seed,
        );
        assert.deepEqual(
          steps.map(({ step, steps: of }) => [step, of]),
          [
            [1, 2],
            [2, 2],
          ],
        );
        assert.match(steps[0]?.preview ?? '', /^data:image\//);
        assert.equal(picture.recipe.seed, cell.seed === 0 ? seed : '0');
        assert.equal(picture.recipe.prompt, cell.arm === 0 ? salaryman : en.prompt);
      }
      const noise = new Map(saved.map(({ picture }) => [picture.recipe.noiseHash, 0]));
      assert.equal(noise.size, 2, 'both arms of a seed start from the same noise');

      const last = events.at(-1);
      assert.ok(last?.type === 'done' && last.seconds > 0 && last.secondsPerStep > 0);

      const { comparisonId = null } = queued?.job ?? {};
      const comparison = await connected.client.comparisons.get({ id: comparisonId ?? '' });
      assert.deepEqual(comparison.seeds, [seed, '0']);
      const kept = await connected.client.gallery.get({
        ids: comparison.pictures.flat() as string[],
      });
      assert.deepEqual(kept.toSorted(byId), saved.map(({ picture }) => picture).toSorted(byId));
    });

    const long = { arms: [ja], seed: '1', steps: 500, width: 64, height: 64 };

    test('an abort in the middle of a stream stops the job; the next one prints', async () => {
      const controller = new AbortController();
      const events = await connected.client.generation.run(long, { signal: controller.signal });
      let steps = 0;
      await assert.rejects(async () => {
        for await (const event of events) {
          if (event.type === 'step') steps += 1;
          if (steps === 2) controller.abort();
        }
        // A stream may also end in order; what counts is that it ended.
        throw controller.signal.reason;
      });
      assert.ok(steps < 400, `${steps} steps were reported after the abort`);
      await untilIdle(connected.client);
      assert.equal(only(await connected.print({ arms: [ja], ...small }), 'saved').length, 1);
    });

    test('leaving the iteration stops the job', async () => {
      for await (const event of await connected.client.generation.run(long)) {
        if (event.type === 'step') break;
      }
      await untilIdle(connected.client);
    });

    test('a job is cancelled by its id, and says so as its last event', async () => {
      const events: GenerationEvent[] = [];
      for await (const event of await connected.client.generation.run(long)) {
        events.push(event);
        const [queued] = only(events, 'queued');
        if (event.type === 'step' && event.step === 1 && queued) {
          assert.deepEqual(
            (await connected.client.generation.active()).map(({ id }) => id),
            [queued.job.id],
          );
          await connected.client.generation.cancel({ jobId: queued.job.id });
        }
      }
      assert.equal(events.at(-1)?.type, 'cancelled');
    });

    const refused: [string, Partial<GenerationRequestInput>][] = [
      ['prompt-empty', { arms: [{ ...ja, prompt: ' \u3000\n' }] }],
      ['prompt-too-long', { arms: [{ ...ja, prompt: '長'.repeat(20_000) }] }],
      ['prompt-lone-surrogate', { arms: [{ ...ja, prompt: '猫\uD83D' }] }],
      ['seed-not-a-whole-number', { seed: '-1' }],
      ['seed-not-a-whole-number', { seed: '4.2' }],
      ['seed-too-large', { seed: '18446744073709551616' }],
      ['size-not-divisible-by-8', { width: 100 }],
      ['size-too-small', { height: 8 }],
      ['size-too-large', { width: 4096 }],
      ['size-not-a-whole-number', { width: 128.5 }],
      ['steps-too-few', { steps: 0 }],
      ['steps-too-many', { steps: 501 }],
      ['guidance-too-small', { guidance: 0 }],
      ['count-too-large', { count: 201 }],
    ];

    test('input that does not fit is refused with its code, and no job is made', async () => {
      for (const [code, wrong] of refused) {
        const failure = await failureOf(connected.print({ arms: [ja], ...wrong }));
        assert.equal(failure.code, 'BAD_REQUEST', code);
        const { issues } = failure.data as { issues: { message: string }[] };
        assert.ok(
          issues.some(({ message }) => message === code),
          `${code}: ${JSON.stringify(issues)}`,
        );
      }
      assert.deepEqual(await connected.client.generation.active(), []);
    });

    test('text that no vocabulary knows passes unharmed', async () => {
      const prompt = '麵と檸檬 🍋‍🟩 ゎゔ\n『錦』 <lora:x> "quoted" \\ \u{20BB7}野家';
      const [{ picture } = assert.fail()] = only(
        await connected.print({ arms: [{ ...ja, prompt }], ...small }),
        'saved',
      );
      assert.equal(picture.recipe.prompt, prompt);
      const [kept] = await connected.client.gallery.get({ ids: [picture.id] });
      assert.equal(kept?.recipe?.prompt, prompt);
    });
  });
}

/** Waits until no job is queued or running; a stopped one ends after its current step. */
async function untilIdle(client: StudioClient): Promise<void> {
  while ((await client.generation.active()).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}
