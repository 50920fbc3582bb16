import { readFileSync } from 'node:fs';
import { referencePath } from '../../helpers/reference.ts';

/** The rows of a golden file of stable-diffusion-webui's prompt parser. */
export function readGoldenCases<Row>(name: string): Row[] {
  const file = readFileSync(referencePath('prompt-weights', name), 'utf8');
  return (JSON.parse(file) as { cases: Row[] }).cases;
}
