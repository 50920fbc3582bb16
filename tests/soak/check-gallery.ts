import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import sharp from 'sharp';
import type { Job } from '../../electron/api/contract/generation.ts';

export interface GalleryCheck {
  readonly jobs: Readonly<Record<string, number>>;
  readonly pictures: number;
  /** What is not as it must be; empty after a good run. */
  readonly faults: readonly string[];
}

/**
 * What a closed studio's folder holds: every accepted job has ended, a job that is done has each of its pictures once,
 * no picture is there twice, every file has its row, every row its file, and every file opens.
 */
export async function checkGallery(
  data: string,
  accepted: readonly string[],
): Promise<GalleryCheck> {
  const database = new SQLite(join(data, 'nishiki.db'), { readonly: true });
  const rows = database
    .prepare<[], { id: string; status: string; job: string }>('SELECT id, status, job FROM jobs')
    .all();
  const pictures = database
    .prepare<[], { job_id: string; cell_seed: number; cell_arm: number; file: string }>(
      'SELECT job_id, cell_seed, cell_arm, file FROM pictures',
    )
    .all();
  database.close();
  const faults: string[] = [];
  const jobs: Record<string, number> = {};
  const cells = Map.groupBy(pictures, (picture) => picture.job_id);
  for (const { id, status, job } of rows) {
    jobs[status] = (jobs[status] ?? 0) + 1;
    const found = (cells.get(id) ?? []).map((cell) => `${cell.cell_seed}/${cell.cell_arm}`);
    const { arms, seeds } = JSON.parse(job) as Job;
    if (new Set(found).size !== found.length) faults.push(`job ${id} has a picture twice`);
    if (status === 'done' && found.length !== arms.length * seeds.length) {
      faults.push(`job ${id} is done with ${found.length} pictures`);
    }
    if (status === 'queued' || status === 'running') faults.push(`job ${id} is still ${status}`);
  }
  const known = new Set(rows.map(({ id }) => id));
  for (const id of accepted) if (!known.has(id)) faults.push(`accepted job ${id} is lost`);

  const files = new Set(
    readdirSync(join(data, 'pictures'), { recursive: true })
      .map((file) => String(file).replaceAll('\\', '/'))
      .filter((file) => file.endsWith('.png')),
  );
  for (const { file } of pictures) if (!files.delete(file)) faults.push(`${file} has no file`);
  for (const file of files) faults.push(`${file} has no row`);
  for (const { file } of pictures) {
    try {
      await sharp(join(data, 'pictures', file)).stats();
    } catch (error) {
      faults.push(`${file} does not open: ${String(error)}`);
    }
  }
  return { jobs, pictures: pictures.length, faults };
}
