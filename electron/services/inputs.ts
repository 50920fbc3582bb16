import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Input, ReadRecipe } from '../api/contract/inputs.ts';
import { findRecipe } from '../images/find-recipe.ts';
import { encodeInput } from '../images/input-file.ts';
import { writeFileDurably } from '../images/write-file-durably.ts';
import { createTurns } from './in-turn.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';

export type InputsService = ReturnType<typeof createInputsService>;

interface InputsOptions {
  /** Absolute path of the folder of inputs, each a PNG file by its id. */
  readonly folder: string;
  /** Where a picture of the gallery is; null where there is none. */
  readonly locatePicture: (id: string) => { path: string } | null;
}

/** Pictures and masks that runs begin from, kept by what is in them: a recipe's input never changes. */
export function createInputsService({ folder, locatePicture }: InputsOptions) {
  const pathOf = (id: string): string => join(folder, `${id}.png`);
  /** Several pages may add the same picture at once: one of them writes its file. */
  const inTurn = createTurns();

  async function keep(bytes: Uint8Array): Promise<Input> {
    const { id, width, height, png } = await encodeInput(bytes).catch((cause: unknown) => {
      throw describeUnreadable(cause);
    });
    try {
      await inTurn(id, async () => {
        if (!existsSync(pathOf(id))) await writeFileDurably(pathOf(id), png);
      });
    } catch (error) {
      throw describeWriteFailure(error, 'The picture to begin from', folder, 0);
    }
    return { id, width, height };
  }

  return {
    /** @throws StudioError INPUT_UNREADABLE, CANNOT_SAVE */
    async add({ file }: { file: Blob }): Promise<Input> {
      return await keep(await file.bytes());
    },

    /** How a dropped picture was made. @throws StudioError INPUT_UNREADABLE */
    async readRecipe({ file }: { file: Blob }): Promise<ReadRecipe> {
      const bytes = await file.bytes();
      try {
        return await findRecipe(bytes);
      } catch (error) {
        throw describeUnreadable(error);
      }
    },

    /** @throws StudioError PICTURE_NOT_FOUND, INPUT_UNREADABLE, CANNOT_SAVE */
    async addPicture({ pictureId }: { pictureId: string }): Promise<Input> {
      const found = locatePicture(pictureId);
      const bytes = found && (await readFile(found.path).catch(() => null));
      if (!bytes) {
        throw new StudioError(
          'PICTURE_NOT_FOUND',
          { pictureId },
          `There is no picture ${pictureId} in the gallery, or its file is gone. Nothing was changed.`,
        );
      }
      return await keep(bytes);
    },

    /** Where an input's file is. @throws StudioError INPUT_NOT_FOUND */
    require(id: string): string {
      const path = this.locate(id)?.path;
      if (path !== undefined) return path;
      throw new StudioError(
        'INPUT_NOT_FOUND',
        { inputId: id },
        `The picture to begin from (${id.slice(0, 12)}…) is not in ${folder}. Nothing was printed. Choose the picture again.`,
      );
    },

    /** For the doors, which serve an input's pixels as they do a picture's; null where there is none. */
    locate(id: string): { path: string; mime: string } | null {
      if (!/^[0-9a-f]{64}$/.test(id) || !existsSync(pathOf(id))) return null;
      return { path: pathOf(id), mime: 'image/png' };
    },

    /** Width and height in pixels. @throws StudioError INPUT_NOT_FOUND, INPUT_UNREADABLE */
    async measure(id: string): Promise<{ width: number; height: number }> {
      const path = this.require(id);
      const { width, height } = await sharp(path)
        .metadata()
        .catch((cause: unknown) => {
          throw describeUnreadable(cause);
        });
      return { width, height };
    },
  };
}

function describeUnreadable(cause: unknown): StudioError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new StudioError(
    'INPUT_UNREADABLE',
    { detail },
    `The file is no picture that can be read: ${detail}. Nothing was changed. Choose another file, or save the picture as PNG first.`,
    { cause },
  );
}
