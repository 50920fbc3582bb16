import { resolve } from 'node:path';
import type { ImportRequest, Model } from '../api/contract/models.ts';
import type { StudioClient } from './client.ts';
import { PartialError } from './failure.ts';
import { formatBytes } from './format-bytes.ts';
import { calibrate } from './calibrate-model.ts';
import { given } from './given.ts';
import { createBytesProgress } from './bytes-progress.ts';
import { modelTexts } from './model-texts.ts';
import { noteLicence } from './model-licence.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';
import { untilAborted } from './until-aborted.ts';

export interface ImportOptions {
  readonly arm?: Model['arm'];
  readonly vae?: string;
  readonly textEncoder?: string;
  readonly unet?: string;
  readonly tokenizer?: string;
  readonly config?: string;
  readonly variant?: string;
  readonly ema?: boolean;
  readonly prediction?: 'epsilon' | 'v_prediction';
  readonly copy?: boolean;
  readonly int8?: boolean;
  readonly json?: boolean;
}

/**
 * `nishiki import`: takes in a diffusers folder or a single file where it lies, or a copy of it, and calibrates it where
 * `--int8` asks for that.
 * @throws InterruptedError, or the contract's errors; nothing has changed then, but that it is imported where only its
 *   calibration has failed. PartialError where its licence has to be accepted before it is calibrated.
 */
export async function importModel(
  path: string,
  options: ImportOptions,
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const say = {
    ...modelTexts[terminal.language].importing,
    rewriting: texts[terminal.language].rewriting,
  };
  const events = await client.models.import(requestOf(path, options), { signal });
  const show = createBytesProgress(terminal);
  let imported: Model | null = null;
  for await (const event of untilAborted(events, signal)) {
    if (event.type === 'imported') imported = event.model;
    else show(say[event.type], event);
  }
  if (imported === null) return;
  // It is in the studio now, whatever becomes of its calibration.
  report(imported, options, terminal);
  if (!options.int8) return;
  if (imported.acceptance.state === 'needed') {
    throw new PartialError(modelTexts[terminal.language].calibrate.later(imported.id));
  }
  await calibrate(
    imported,
    { json: false, quiet: options.json ?? false },
    client,
    terminal,
    signal,
  );
}

function requestOf(path: string, options: ImportOptions): ImportRequest {
  const { arm, variant, ema, prediction: predictionType, copy } = options;
  const { vae, textEncoder, unet, tokenizer, config } = options;
  const paths = Object.entries(given({ vae, textEncoder, unet, tokenizer, config }));
  const parts = Object.fromEntries(paths.map(([part, place]) => [part, resolve(place)]));
  return {
    path: resolve(path),
    ...given({ arm, variant, ema, predictionType, copy }),
    ...(paths.length > 0 && { parts }),
  };
}

function report(model: Model, { json = false }: ImportOptions, terminal: Terminal): void {
  if (json) {
    terminal.out(JSON.stringify(model, null, 2));
    return;
  }
  const say = texts[terminal.language];
  terminal.out(say.imported(model.name[terminal.language], model.id));
  const facts = [model.arm, model.precision, formatBytes(model.bytes, terminal)];
  if (model.isInpainting) facts.push(say.inpainting);
  if (model.takesGuidance) facts.push(say.takesGuidance);
  if (model.predictionType !== 'epsilon') facts.push(model.predictionType);
  terminal.out(`  ${facts.join('  ')}`);
  terminal.out(`  ${model.path}`);
  if (model.rewrittenBytes > 0) {
    terminal.out(`  ${say.rewritten(formatBytes(model.rewrittenBytes, terminal))}`);
  }
  noteLicence(model, terminal);
}
