import type { Embedding } from '../api/contract/arm.ts';
import type { PromptSyntax } from '../api/contract/recipe.ts';
import type { StudioClient } from './client.ts';
import { drawReading } from './draw-reading.ts';
import type { Terminal } from './terminal.ts';

export interface TokenizeOptions {
  readonly promptSyntax?: PromptSyntax;
  /** Settles choices. */
  readonly seed?: string;
  /** UNet calls that schedules are laid out over. */
  readonly steps?: number;
  readonly embedding?: readonly Embedding[];
  readonly json?: boolean;
}

/** `nishiki tokenize`: what the Japanese and the English model read of one text, as they would for a picture. */
export async function tokenize(
  text: string,
  { promptSyntax, seed, steps, embedding = [], json = false }: TokenizeOptions,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const readings = await client.tokens.read({
    text,
    ...(promptSyntax !== undefined && { promptSyntax }),
    ...(seed !== undefined && { seed }),
    ...(steps !== undefined && { steps }),
    ...(embedding.length > 0 && { embeddings: [...embedding] }),
  });
  if (json) {
    terminal.out(JSON.stringify(readings, null, 2));
    return;
  }
  const models = await client.models.list();
  for (const reading of readings) {
    const model = models.find(({ id }) => id === reading.modelId);
    for (const line of drawReading(reading, text, model, terminal)) terminal.out(line);
  }
}
