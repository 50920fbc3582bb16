import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { createInputsService } from '../../electron/services/inputs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const red = { r: 255, g: 0, b: 0 };

function plainPicture(width: number, height: number, background = red) {
  return sharp({ create: { width, height, channels: 3, background } });
}

function blobOf(bytes: Uint8Array): Blob {
  return new Blob([bytes as Uint8Array<ArrayBuffer>]);
}

test('one picture has one id, whatever format it comes in', async () => {
  const folder = join(temporaryFolder(), '絵');
  const inputs = createInputsService({ folder, locatePicture: () => null });
  const png = await inputs.add({ file: blobOf(await plainPicture(24, 16).png().toBuffer()) });
  const tiff = await inputs.add({
    file: blobOf(await plainPicture(24, 16).tiff({ compression: 'lzw' }).toBuffer()),
  });
  const other = await inputs.add({ file: blobOf(await plainPicture(16, 24).png().toBuffer()) });
  assert.deepEqual(tiff, png);
  assert.deepEqual([png.width, png.height], [24, 16]);
  assert.notEqual(other.id, png.id);
  assert.deepEqual(await inputs.measure(other.id), { width: 16, height: 24 });
});

test('a picture that several pages add at once is kept once, and all are told so', async () => {
  const inputs = createInputsService({ folder: temporaryFolder(), locatePicture: () => null });
  const png = await plainPicture(24, 16).png().toBuffer();
  const added = await Promise.all(
    Array.from({ length: 8 }, () => inputs.add({ file: blobOf(png) })),
  );
  assert.equal(new Set(added.map(({ id }) => id)).size, 1);
  assert.deepEqual(await inputs.measure(added[0]!.id), { width: 24, height: 16 });
});

test('a picture is stood upright, laid on white, and made no larger than a run can be', async () => {
  const folder = temporaryFolder();
  const inputs = createInputsService({ folder, locatePicture: () => null });
  const lying = await plainPicture(40, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  assert.deepEqual(sizeOf(await inputs.add({ file: blobOf(lying) })), [20, 40]);
  const wide = await plainPicture(4096, 64).png().toBuffer();
  assert.deepEqual(sizeOf(await inputs.add({ file: blobOf(wide) })), [2048, 32]);

  const glass = { create: { width: 8, height: 8, channels: 4, background: { ...red, alpha: 0 } } };
  const { id } = await inputs.add({
    file: blobOf(
      await sharp(glass as never)
        .png()
        .toBuffer(),
    ),
  });
  const pixels = await sharp(inputs.require(id)).raw().toBuffer();
  assert.deepEqual([...pixels.subarray(0, 3)], [255, 255, 255]);
});

test('what is no picture is refused, and nothing is kept of it', async () => {
  const folder = temporaryFolder();
  const inputs = createInputsService({ folder, locatePicture: () => null });
  const whole = await sharp({
    create: {
      width: 300,
      height: 300,
      channels: 3,
      background: red,
      noise: { type: 'gaussian', mean: 99, sigma: 40 },
    },
  })
    .png()
    .toBuffer();
  const refused = [
    blobOf(new TextEncoder().encode('<html>猫</html>')),
    blobOf(whole.subarray(0, whole.length / 2)),
  ];
  for (const file of refused) {
    await assert.rejects(inputs.add({ file }), { code: 'INPUT_UNREADABLE' });
  }
  await assert.rejects(inputs.measure('0'.repeat(64)), { code: 'INPUT_NOT_FOUND' });
});

test('an id never leads out of the folder', () => {
  const folder = join(temporaryFolder(), 'inputs');
  mkdirSync(folder);
  writeFileSync(join(folder, '..', 'secret.png'), 'x');
  const inputs = createInputsService({ folder, locatePicture: () => null });
  for (const id of ['../secret', '..%2fsecret', 'A'.repeat(64), '']) {
    assert.equal(inputs.locate(id), null);
  }
});

test('a picture of the gallery becomes an input; one that is gone is named', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'picture.png');
  await plainPicture(8, 8).toFile(path);
  const inputs = createInputsService({
    folder: join(folder, 'inputs'),
    locatePicture: (id) => (id === 'there' ? { path } : null),
  });
  assert.deepEqual(sizeOf(await inputs.addPicture({ pictureId: 'there' })), [8, 8]);
  await assert.rejects(inputs.addPicture({ pictureId: 'gone' }), {
    code: 'PICTURE_NOT_FOUND',
    data: { pictureId: 'gone' },
  });
});

function sizeOf({ width, height }: { width: number; height: number }): [number, number] {
  return [width, height];
}
