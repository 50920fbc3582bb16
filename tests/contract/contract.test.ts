import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ORPCError } from '@orpc/client';
import sharp from 'sharp';
import type {
  GenerationEvent,
  GenerationRequestInput,
} from '../../electron/api/contract/generation.ts';
import { openStudio, type Studio } from '../../electron/services/studio.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import { makeTextEncoderBrainFloats } from '../helpers/brain-floats.ts';
import { importedBy } from '../helpers/import-model.ts';
import { transports, type Connection, type StudioClient } from './transports.ts';

const resources = join(import.meta.dirname, '..', '..', 'resources');
const salaryman = 'サラリーマン 油絵';
const ja = { kind: 'ja', modelId: 'demo-ja-stage2', prompt: salaryman } as const;
const en = { kind: 'en', modelId: 'demo-en', prompt: 'businessman, oil painting' } as const;
/** As small as a picture can be: these tests are about messages. */
const small = { width: 64, height: 64, steps: 2 };

type EventOf<Type> = Extract<GenerationEvent, { type: Type }>;

for (const transport of transports) {
  describe(transport.name, () => {
    let folder: string;
    let studio: Studio;
    let connection: Connection;
    let client: StudioClient;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nishiki-契約-'));
      studio = await openStudio({
        paths: { data: join(folder, 'data'), resources },
        spawnWorker: forkWorker,
        appVersion: '0.0.0-test',
      });
      connection = await transport.connect(studio);
      ({ client } = connection);
    });
    after(async () => {
      await connection.close();
      await studio.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function print(request: GenerationRequestInput): Promise<GenerationEvent[]> {
      const events: GenerationEvent[] = [];
      for await (const event of await client.generation.run(request)) events.push(event);
      return events;
    }

    function only<Type extends GenerationEvent['type']>(
      events: readonly GenerationEvent[],
      type: Type,
    ): EventOf<Type>[] {
      return events.filter((event): event is EventOf<Type> => event.type === type);
    }

    /** The contract's error that a call ends with. */
    async function failureOf(call: Promise<unknown>): Promise<{ code: string; data: unknown }> {
      const error = await call.then(
        () => assert.fail('the call succeeded'),
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof ORPCError, String(error));
      return { code: error.code, data: error.data };
    }

    test('a picture file of a megabyte arrives whole and can be begun from', async () => {
      const side = 640;
      const rgb = Uint8Array.from({ length: 3 * side * side }, (_, k) => (k * 2654435761) >>> 24);
      const png = await sharp(rgb, { raw: { width: side, height: side, channels: 3 } })
        .png({ compressionLevel: 0 })
        .toBuffer();
      const input = await client.inputs.add({ file: new Blob([new Uint8Array(png)]) });
      assert.deepEqual([input.width, input.height], [side, side]);
      const kept = await sharp(studio.inputs.require(input.id)).raw().toBuffer();
      assert.ok(kept.equals(rgb));
      const initImage = { image: input.id, strength: 0.5 };
      const events = await print({ arms: [ja], ...small, initImage });
      assert.equal(only(events, 'saved')[0]?.picture.recipe.initImage?.image, input.id);
      await assert.rejects(client.inputs.add({ file: new Blob(['猫']) }), {
        code: 'INPUT_UNREADABLE',
      });
    });

    test('lists the embedded models', async () => {
      const models = await client.models.list();
      assert.deepEqual(
        models.map(({ arm, embedded, state }) => ({ arm, embedded, state })).toSorted(byArm),
        ['en', 'ja', 'ja', 'ja-stage1'].map((arm) => ({ arm, embedded: true, state: 'ready' })),
      );
    });

    test('reads a text through both tokenizers', async () => {
      const [japanese, english] = await client.tokens.inspect({ text: salaryman });
      assert.deepEqual(
        japanese?.tokens.map(({ piece }) => piece),
        ['▁', 'サラリーマン', '▁', '油', '絵'],
      );
      assert.deepEqual([japanese?.usable, english?.usable, english?.tokens.length], [76, 75, 12]);
    });

    test('imports a folder with a Japanese path, refreshes it, forgets it', async () => {
      const path = join(folder, '取り込み 猫', 'モデル');
      cpSync(join(resources, 'demo-models', 'en'), path, { recursive: true });
      const imported = await importedBy(client.models.import({ path }));
      assert.equal(imported.path, path);
      assert.equal(imported.embedded, false);
      assert.equal((await importedBy(client.models.import({ path }))).id, imported.id);
      assert.equal((await client.models.list()).length, 5);
      await client.models.remove({ id: imported.id });
      assert.equal((await client.models.list()).length, 4);
    });

    test('streams the rewriting of weights that cannot be used in place', async () => {
      const path = join(folder, 'bfloat16');
      cpSync(join(resources, 'demo-models', 'en'), path, { recursive: true });
      await makeTextEncoderBrainFloats(path);
      const types: string[] = [];
      for await (const event of await client.models.import({ path })) types.push(event.type);
      assert.deepEqual([types[0], types.at(-1)], ['rewriting', 'imported']);
      const [model] = (await client.models.list()).filter((one) => one.path === path);
      assert.ok(model && model.rewrittenBytes > 0);
      await client.models.remove({ id: model.id });
    });

    test('streams a pair: queued, steps with previews, saved, done; seeds and words stay exact', async () => {
      const seed = '18446744073709551615';
      const events = await print({ arms: [ja, en], seed, count: 2, ...small });
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
      const comparison = await client.comparisons.get({ id: comparisonId ?? '' });
      assert.deepEqual(comparison.seeds, [seed, '0']);
      const kept = await client.gallery.get({ ids: comparison.pictures.flat() as string[] });
      assert.deepEqual(kept.toSorted(byId), saved.map(({ picture }) => picture).toSorted(byId));
    });

    test('finds the prompt again by two characters, and brings it back after removal', async () => {
      await print({ arms: [ja], seed: '7', ...small });
      const [entry] = await client.prompts.list({ search: '油絵' });
      assert.equal(entry?.arms[0]?.prompt, salaryman);
      const { id } = entry;
      await client.prompts.remove({ id });
      const ids = async () => (await client.prompts.list({})).map((kept) => kept.id);
      assert.ok(!(await ids()).includes(id));
      await client.prompts.restore({ id });
      assert.ok((await ids()).includes(id));
      const { english } = await client.prompts.translate({ text: salaryman });
      assert.match(english, /oil painting/);
    });

    test('puts a picture into the trash and takes it out', async () => {
      const [{ picture } = assert.fail()] = only(
        await print({ arms: [ja], seed: '8', ...small }),
        'saved',
      );
      const listed = async () => (await client.gallery.list({ search: '８' })).ids;
      assert.ok((await listed()).includes(picture.id));
      assert.deepEqual(await client.gallery.remove({ ids: [picture.id] }), { ids: [picture.id] });
      assert.ok(!(await listed()).includes(picture.id));
      await client.gallery.restore({ ids: [picture.id, 'unknown'] });
      assert.ok((await listed()).includes(picture.id));
    });

    const long = { arms: [ja], seed: '1', steps: 500, width: 64, height: 64 };

    test('an abort in the middle of a stream stops the job; the next one prints', async () => {
      const controller = new AbortController();
      const events = await client.generation.run(long, { signal: controller.signal });
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
      await untilIdle(client);
      assert.equal(only(await print({ arms: [ja], ...small }), 'saved').length, 1);
    });

    test('leaving the iteration stops the job', async () => {
      for await (const event of await client.generation.run(long)) {
        if (event.type === 'step') break;
      }
      await untilIdle(client);
    });

    test('a job is cancelled by its id, and says so as its last event', async () => {
      const events: GenerationEvent[] = [];
      for await (const event of await client.generation.run(long)) {
        events.push(event);
        const [queued] = only(events, 'queued');
        if (event.type === 'step' && event.step === 1 && queued) {
          assert.deepEqual(
            (await client.generation.active()).map(({ id }) => id),
            [queued.job.id],
          );
          await client.generation.cancel({ jobId: queued.job.id });
        }
      }
      assert.equal(events.at(-1)?.type, 'cancelled');
    });

    test('expected failures keep their code and data', async () => {
      const broken = join(folder, '壊れた');
      mkdirSync(broken, { recursive: true });
      writeFileSync(join(broken, 'model_index.json'), '{');
      const run = async (arm: GenerationRequestInput['arms'][number]) => print({ arms: [arm] });
      assert.deepEqual(await failureOf(run({ ...ja, modelId: 'モデル' })), {
        code: 'MODEL_NOT_FOUND',
        data: { modelId: 'モデル' },
      });
      assert.deepEqual(await failureOf(client.comparisons.get({ id: 'x' })), {
        code: 'COMPARISON_NOT_FOUND',
        data: { comparisonId: 'x' },
      });
      assert.deepEqual(await failureOf(client.prompts.remove({ id: 'x' })), {
        code: 'PROMPT_NOT_FOUND',
        data: { promptId: 'x' },
      });
      assert.deepEqual(await failureOf(client.generation.cancel({ jobId: 'x' })), {
        code: 'JOB_NOT_FOUND',
        data: { jobId: 'x' },
      });
      const unreadable = await failureOf(importedBy(client.models.import({ path: broken })));
      assert.equal(unreadable.code, 'MODEL_UNREADABLE');
      assert.equal((unreadable.data as { path: string }).path, broken);
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
        const failure = await failureOf(print({ arms: [ja], ...wrong }));
        assert.equal(failure.code, 'BAD_REQUEST', code);
        const { issues } = failure.data as { issues: { message: string }[] };
        assert.ok(
          issues.some(({ message }) => message === code),
          `${code}: ${JSON.stringify(issues)}`,
        );
      }
      assert.deepEqual(await client.generation.active(), []);
    });

    test('text that no vocabulary knows passes unharmed', async () => {
      const prompt = '麵と檸檬 🍋‍🟩 ゎゔ\n『錦』 <lora:x> "quoted" \\ \u{20BB7}野家';
      const [{ picture } = assert.fail()] = only(
        await print({ arms: [{ ...ja, prompt }], ...small }),
        'saved',
      );
      assert.equal(picture.recipe.prompt, prompt);
      const [kept] = await client.gallery.get({ ids: [picture.id] });
      assert.equal(kept?.recipe?.prompt, prompt);
    });

    test('tells of the machine and the folder', async () => {
      const info = await client.system.info();
      assert.equal(info.version, '0.0.0-test');
      assert.equal(info.dataFolder, join(folder, 'data'));
      assert.equal(info.health.database, 'ok');
      assert.ok(info.devices.length > 0);
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

function byArm(one: { arm: string }, other: { arm: string }): number {
  return one.arm < other.arm ? -1 : 1;
}
