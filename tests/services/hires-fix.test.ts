import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  generationRequestSchema,
  type GenerationRequestInput,
} from '../../electron/api/contract/generation.ts';
import { enlarge, printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import type { ModelRecord } from '../../electron/database/models-table.ts';
import { settleRequest } from '../../electron/services/generation-request.ts';
import { pixelsOf } from '../helpers/kept-picture.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

test(
  'arms drawn in two passes begin from the same noise, are measured, and keep both passes’ previews',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, en, request } = await openTestStudio(t);
    const hiresFix = { width: 64, height: 64, strength: 0.5 };
    const second = { width: 128, height: 96, steps: 4, hiresFix };
    const events = await collectEvents(
      studio.generation.run(request({ arms: [ja, en], seed: '42', ...second })),
    );
    const pictures = savedPictures(events);
    assert.deepEqual(
      pictures.map(({ recipe }) => [recipe.width, recipe.height, recipe.hiresFix]),
      [
        [128, 96, hiresFix],
        [128, 96, hiresFix],
      ],
    );
    assert.equal(new Set(pictures.map(({ recipe }) => recipe.noiseHash)).size, 1);
    assert.deepEqual(
      [...new Set(events.flatMap((event) => (event.type === 'step' ? [event.steps] : [])))],
      [6],
    );
    for (const picture of pictures) {
      assert.equal((await pixelsOf(studio.gallery, picture)).length, 3 * 128 * 96);
    }

    const [comparison] = await studio.comparisons.list({ limit: 1 });
    const [difference] = await studio.comparisons.measure({ id: comparison!.id, seed: 0 });
    assert.equal(difference?.parting?.steps.length, 6);

    // The same recipe gives the same picture; in one pass it is another one.
    const [again] = savedPictures(
      await collectEvents(studio.generation.run(request({ arms: [ja], seed: '42', ...second }))),
    );
    const { hiresFix: _both, ...onePass } = second;
    const [direct] = savedPictures(
      await collectEvents(studio.generation.run(request({ arms: [ja], seed: '42', ...onePass }))),
    );
    const pixels = await pixelsOf(studio.gallery, again);
    assert.deepEqual(pixels, await pixelsOf(studio.gallery, pictures[0]));
    assert.notDeepEqual(pixels, await pixelsOf(studio.gallery, direct));

    // What composed them was not kept; printed by itself it is what they were made from.
    const [small] = savedPictures(
      await collectEvents(
        studio.generation.run(request({ arms: [ja], seed: '42', width: 64, height: 64, steps: 4 })),
      ),
    );
    const otherNoise = { width: 64, height: 64, steps: 4, noiseSource: 'gpu' } as const;
    const [stranger] = savedPictures(
      await collectEvents(
        studio.generation.run(request({ arms: [ja], seed: '42', ...otherNoise })),
      ),
    );
    assert.deepEqual((await studio.gallery.lineage({ id: stranger!.id })).children, []);
    const { children } = await studio.gallery.lineage({ id: small!.id });
    assert.deepEqual(children, [again!.id, pictures[0]!.id]);
    assert.deepEqual((await studio.gallery.lineage({ id: again!.id })).ancestors, [small!.id]);
    assert.deepEqual((await studio.gallery.lineage({ id: direct!.id })).ancestors, []);
  },
);

test('a second pass grows by a factor, in whole latents, as far as pictures may', () => {
  const native = { width: 512, height: 512 };
  assert.deepEqual(enlarge(native, 2), { width: 1024, height: 1024 });
  assert.deepEqual(enlarge({ width: 456, height: 344 }, 1.5), { width: 688, height: 520 });
  assert.deepEqual(enlarge({ width: 1024, height: 512 }, 4), { width: 2048, height: 1024 });
});

test(
  'a sampler that cannot begin with a picture is replaced where nobody asked for it, and in a second pass',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    const hiresFix = { width: 64, height: 64, strength: 0.5 };
    const size = { width: 72, height: 72, steps: 4 };
    const print = async (fields: Parameters<typeof request>[0]) => {
      const events = studio.generation.run(request({ arms: [ja], ...size, ...fields }));
      return savedPictures(await collectEvents(events))[0]?.recipe;
    };
    const lms = await print({ sampler: 'lms', hiresFix });
    assert.deepEqual([lms?.sampler, lms?.hiresFix?.sampler], ['lms', 'dpmpp-2m']);
    const own = await print({ sampler: 'lms', hiresFix: { ...hiresFix, sampler: 'euler' } });
    assert.equal(own?.hiresFix?.sampler, 'euler');
    const euler = await print({ sampler: 'euler', hiresFix });
    assert.equal(euler?.hiresFix?.sampler, undefined);
  },
);

test('the model’s own sampler gives way to one that can begin with a picture; a chosen one stays', () => {
  const models = [{ recommended: printSettingsSchema.parse({ sampler: 'lms' }) } as ModelRecord];
  const settle = (fields: Partial<GenerationRequestInput>) => {
    const arms = [{ kind: 'ja', modelId: 'm', prompt: '猫' }] as const;
    const asked = generationRequestSchema.parse({ arms, ...fields });
    const settled = { safetyChecker: false, watermark: false };
    const ids = { job: 'j', comparison: 'c' };
    return settleRequest(asked, models, settled, ids, new Date(0)).settings.sampler;
  };
  const initImage = { image: 'a'.repeat(64) };
  assert.equal(settle({}), 'lms');
  assert.equal(settle({ initImage }), 'dpmpp-2m');
  assert.equal(settle({ initImage, sampler: 'lms' }), 'lms');
});

test('a run that begins from a picture has no second pass', () => {
  const arms = [{ kind: 'ja', modelId: 'm', prompt: '猫' }];
  const hiresFix = { width: 64, height: 64 };
  const initImage = { image: 'a'.repeat(64) };
  const { error } = generationRequestSchema.safeParse({ arms, hiresFix, initImage });
  assert.deepEqual(
    error?.issues.map(({ path, message }) => [path, message]),
    [[['hiresFix'], 'hires-fix-with-picture']],
  );
  assert.ok(generationRequestSchema.safeParse({ arms, hiresFix }).success);
  assert.ok(generationRequestSchema.safeParse({ arms, initImage }).success);
});
