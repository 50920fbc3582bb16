import type { TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import {
  tinyModelIndex,
  writeTinyModel,
  type FileChanges,
} from '../../helpers/tiny-model-folder.ts';

/** Where `writeModel` puts models. */
export const modelsFolder = temporaryFolder();
let models = 0;
/** Writes the tiny model with these changes into a folder of its own. */
export const writeModel = async (changes?: FileChanges): Promise<string> => {
  models += 1;
  return await writeTinyModel(modelsFolder, `model-${models}`, changes);
};
/** What makes of the tiny model a Japanese one. */
export const japanese: FileChanges = {
  'model_index.json': {
    ...tinyModelIndex,
    _class_name: 'JapaneseStableDiffusionPipeline',
    safety_checker: [null, null],
    tokenizer: ['transformers', 'T5Tokenizer'],
  },
  'tokenizer/vocab.json': null,
  'tokenizer/merges.txt': null,
  'tokenizer/tokenizer_config.json': { tokenizer_class: 'T5Tokenizer', pad_token: '[PAD]' },
  'tokenizer/special_tokens_map.json': { pad_token: '[PAD]' },
  'tokenizer/spiece.model': 'pieces',
};

/** The weight files of a network. */
export const filesOf = ({ tensors }: { readonly tensors: TensorIndex }): string[] => [
  ...new Set(tensors.values().map(({ file }) => file)),
];
