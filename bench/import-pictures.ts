import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

import { insertPngChunks } from '../electron/images/png-chunks.ts';
import { createTextChunk } from '../electron/images/png-text.ts';
import { openStudio, type Studio } from '../electron/services/studio.ts';
import { scratchFolder } from './scratch.ts';

const side = 512;

/**
 * Imports `count` pictures of 512 × 512 pixels with stable-diffusion-webui's texts, then imports them again.
 *
 * Files a second by the clock and by processor time: the latter is what a machine with two free cores reaches at least.
 */
export async function benchPictureImport(count: number): Promise<void> {
  await using scratch = await scratchFolder('bench');
  const folder = scratch.path;
  const from = join(folder, 'outputs');
  const bytes = await writePictures(from, count);
  const studio = await openStudio({
    paths: {
      data: join(folder, 'data'),
      resources: join(import.meta.dirname, '..', 'resources'),
    },
    spawnWorker: () => {
      throw new Error('nothing is printed here');
    },
    appVersion: 'bench',
  });
  console.log(`${count} PNG files of ${Math.round(bytes / count / 1024)} KiB\n`);
  console.log('run            files/s   CPU ms/file   most resident MiB');
  try {
    for (const [name, keep] of [
      ['copied', 'copy'],
      ['again', 'copy'],
    ] as const) {
      await measure(name, studio, from, keep);
    }
  } finally {
    await studio.close();
  }
}

async function measure(name: string, studio: Studio, from: string, keep: 'copy' | 'link') {
  const begun = performance.now();
  const before = process.cpuUsage();
  let most = 0;
  let done = 0;
  for await (const event of studio.pictureImport.import({ paths: [from], keep })) {
    most = Math.max(most, process.memoryUsage.rss());
    if (event.type === 'done') done = event.done;
  }
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cells = [
    (done / seconds).toFixed(0).padStart(10),
    ((user + system) / 1000 / done).toFixed(1).padStart(14),
    (most / 2 ** 20).toFixed(0).padStart(20),
  ];
  console.log(name.padEnd(12) + cells.join(''));
}

/** Pictures as large and as hard to decode as what models make: soft forms and grain. Returns their bytes. */
async function writePictures(folder: string, count: number): Promise<number> {
  await mkdir(folder, { recursive: true });
  let total = 0;
  for (let number = 0; number < count; number++) {
    const rgb = new Uint8Array(side * side * 3);
    const across = Array.from({ length: side }, (_, x) => Math.sin((x + number * 7) / 40));
    const down = Array.from({ length: side }, (_, y) => Math.cos((y - number * 3) / 55));
    let at = 0;
    for (const low of down) {
      for (const high of across) {
        for (let channel = 0; channel < 3; channel++, at++) {
          rgb[at] = 128 + (low + high) * 50 + (Math.imul(at, 2_654_435_761) >>> 29);
        }
      }
    }
    const png = await sharp(rgb, { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toBuffer();
    const text = `猫 ${number}、水彩\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: ${number}, Size: 512x512`;
    const file = insertPngChunks(png, [createTextChunk('parameters', text)]);
    await writeFile(join(folder, `${String(number).padStart(5, '0')}.png`), file);
    total += file.length;
  }
  return total;
}
