import type { AdditionRecord } from '../database/additions-table.ts';
import { StudioError } from './studio-error.ts';

export const nameOfKind = { lora: 'LoRA', embedding: 'embedding', vae: 'VAE' } as const;

export function additionNotFound(id: string): StudioError<'ADDITION_NOT_FOUND'> {
  return new StudioError(
    'ADDITION_NOT_FOUND',
    { additionId: id },
    `There is no LoRA, embedding or VAE ${id} in the library. Nothing was changed. Choose one from its list.`,
  );
}

export function nameTaken(name: string): StudioError<'ADDITION_NAME_TAKEN'> {
  return new StudioError(
    'ADDITION_NAME_TAKEN',
    { additionName: name },
    `Another entry of the library is called ${name}. Nothing was changed. Choose another name.`,
  );
}

export function otherFile({ name }: AdditionRecord, path: string): StudioError<'MODEL_UNREADABLE'> {
  const detail = `It is not the file that the library knows as ${name}, or the library has it under another name.`;
  return new StudioError(
    'MODEL_UNREADABLE',
    { path, reason: 'other-weights', detail },
    `${name} is not in ${path}. ${detail} Nothing was changed. Add it as one of its own, or choose where ${name} is now.`,
  );
}
