import type { PromptEntry, WildcardList } from '../api/contract/prompts.ts';
import type { PromptFilter } from '../database/prompts-table.ts';
import type { Tables } from '../database/tables.ts';
import type { Glossary } from './glossary.ts';
import { findPromptWords } from './prompt-words.ts';
import { translatePrompt } from './translate-prompt.ts';
import type { Translation } from './translate.ts';
import { StudioError } from './studio-error.ts';
import type { Wildcards } from './wildcards.ts';

/** How many pictures an entry of the history shows. */
const maxPictures = 12;

export type PromptsService = ReturnType<typeof createPromptsService>;

export function createPromptsService(
  tables: Tables,
  glossary: Glossary,
  wildcards: Wildcards,
  clock: () => Date,
) {
  function promptNotFound(id: string): StudioError<'PROMPT_NOT_FOUND'> {
    return new StudioError(
      'PROMPT_NOT_FOUND',
      { promptId: id },
      `There is no prompt ${id} in the history. Nothing was changed. Choose one from the list of prompts.`,
    );
  }

  return {
    async list(filter: PromptFilter): Promise<PromptEntry[]> {
      return tables.prompts.list(filter).map((entry) => ({
        ...entry,
        pictureIds: tables.pictures.ofPrompt(entry.id, maxPictures),
      }));
    },

    /** @throws StudioError PROMPT_NOT_FOUND */
    async setFavourite({
      id,
      favourite,
    }: {
      id: string;
      favourite: boolean;
    }): Promise<{ id: string }> {
      if (!tables.prompts.setFavourite(id, favourite)) throw promptNotFound(id);
      return { id };
    },

    /** @throws StudioError PROMPT_NOT_FOUND */
    async remove({ id }: { id: string }): Promise<{ id: string }> {
      if (!tables.prompts.remove(id, clock().toISOString())) throw promptNotFound(id);
      return { id };
    },

    /** @throws StudioError PROMPT_NOT_FOUND, also for one that was removed before the studio was opened */
    async restore({ id }: { id: string }): Promise<{ id: string }> {
      if (!tables.prompts.restore(id)) throw promptNotFound(id);
      return { id };
    },

    async words({ text }: { text: string }) {
      return findPromptWords(text, glossary);
    },

    async wildcards(): Promise<WildcardList> {
      return wildcards.list();
    },

    async translate({ text }: { text: string }): Promise<Translation> {
      return translatePrompt(text, glossary);
    },
  };
}
