import { causes } from '../../../electron/api/contract/words/en/causes.ts';
import { issues } from '../../../electron/api/contract/words/en/issues.ts';

export const errors = {
  codes: {
    MODEL_NOT_FOUND: {
      happened: 'The chosen model cannot be found.',
      unharmed: 'Your pictures and prompts are safe.',
      advice: 'See in Models whether it is still listed.',
    },
    MODEL_UNREADABLE: {
      happened: 'The model could not be read. {{reason}}',
      unharmed: 'Its files were not changed. Other models work as before.',
      advice: 'Place: {{path}}',
    },
    PICTURE_NOT_FOUND: {
      happened: 'That picture cannot be found.',
      unharmed: 'All other pictures are safe.',
      advice: 'Open the Gallery again.',
    },
    COMPARISON_NOT_FOUND: {
      happened: 'That comparison cannot be found.',
      unharmed: 'Its pictures are still in the Gallery.',
      advice: 'Choose another one in Compare.',
    },
    PROMPT_NOT_FOUND: {
      happened: 'That prompt is no longer in the history.',
      unharmed: 'Its pictures are safe.',
      advice: 'Open History again.',
    },
    JOB_NOT_FOUND: {
      happened: 'That run has already ended.',
      unharmed: 'The pictures it finished are saved.',
      advice: 'See them in the Gallery.',
    },
    INPUT_NOT_FOUND: {
      happened: 'The picture to start from cannot be found.',
      unharmed: 'Nothing was started. Earlier pictures are safe.',
      advice: 'Choose the picture again.',
    },
    INPUT_UNREADABLE: {
      happened: 'This file could not be read as a picture.',
      unharmed: 'The file was not changed.',
      advice: 'Choose a PNG, JPEG, WebP or similar picture.',
    },
    PICTURES_UNREADABLE: {
      happened: 'This folder or file could not be read. {{reason}}',
      unharmed: 'Nothing was changed.',
      advice: 'Place: {{path}} — check the path, and that you may read it.',
    },
    DATA_SET_UNREADABLE: {
      happened: 'The pictures and captions of this folder could not be read. {{reason}}',
      unharmed: 'Nothing was changed.',
      advice:
        'Place: {{path}} — put a .txt or .caption of the same name beside each picture, or list the captions in a metadata.jsonl.',
    },
    DATA_SET_GONE: {
      happened: 'The scores of this data set are no longer at hand.',
      unharmed: 'Its files are unharmed.',
      advice:
        'Another one was scored since, or Nishiki was opened anew. Score it again: only what has changed is looked at.',
    },
    DATA_SET_NOT_WRITTEN: {
      happened: 'What stays could not be copied. {{reason}}',
      unharmed: 'The data set is unharmed, and no part of a copy was left.',
      advice: 'Place: {{folder}} — name a folder that is not there yet, where you may write.',
    },
    PROMPT_INVALID: {
      happened: 'The signs in the prompt could not be understood. {{reason}}',
      unharmed: 'Nothing was started.',
      advice:
        'Write \\ before a sign to have the sign itself, or choose “Plain letters” under “Signs in prompts”.',
    },
    PACK_NOT_FOUND: {
      happened: 'That culture pack cannot be found.',
      unharmed: 'Pictures and votes are safe.',
      advice: 'Open the list of packs again.',
    },
    PACK_UNREADABLE: {
      happened: 'This file cannot be read as a culture pack.',
      unharmed: 'Nothing was changed.',
      advice: 'To put right: {{issues}}',
    },
    ADDITION_NOT_FOUND: {
      happened: 'That LoRA, embedding or VAE is not in the library.',
      unharmed: 'Nothing was changed.',
      advice: 'Open the list again.',
    },
    ADDITION_NAME_TAKEN: {
      happened: 'That name is in use already.',
      unharmed: 'Nothing was changed.',
      advice: 'Choose another name.',
    },
    STYLES_UNREADABLE: {
      happened: 'This file could not be read as styles. {{reason}}',
      unharmed: 'Nothing was changed.',
      advice:
        'Choose a JSON file that was exported here, or a styles.csv with the columns name, prompt and negative_prompt.',
    },
    STYLES_FULL: {
      happened: 'There can be {{limit}} styles and no more.',
      unharmed: 'Nothing was changed.',
      advice: 'Remove some, and keep this one then.',
    },
    STYLE_NAME_TAKEN: {
      happened: 'There is a style of that name already.',
      unharmed: 'Nothing was changed.',
      advice: 'Choose another name.',
    },
    TRIAL_NOT_FOUND: {
      happened: 'That trial cannot be found.',
      unharmed: 'Votes cast before are safe.',
      advice: 'Go on to the next one.',
    },
    JOB_BEGUN: {
      happened: 'That run is being generated already, so it cannot be changed.',
      unharmed: 'It goes on as it was.',
      advice: 'Cancel it and generate the new one.',
    },
    GRID_NOT_FOUND: {
      happened: 'That grid cannot be found.',
      unharmed: 'Its pictures are still in the Gallery.',
      advice: 'Open the list of grids again.',
    },
    TRANSLATOR_FAILED: {
      happened: 'The prompt could not be translated. {{reason}}',
      unharmed: 'The prompt is unchanged. The glossary still works.',
      advice: 'Details: {{detail}}',
    },
    WORKER_DIED: {
      happened: 'The run was given up after {{attempts}} attempts. {{reason}}',
      unharmed: 'Saved pictures are safe ({{saved}} of this run). Other runs go on.',
      advice: 'Choose “Retry”, here or in the queue: only the missing pictures are generated.',
    },
    OUT_OF_MEMORY: {
      happened: 'There is not enough memory for this picture. {{reason}}',
      unharmed: 'Saved pictures are safe ({{saved}} of this run). Other runs go on.',
      advice: 'Choose a smaller size, or close other programs and choose “Retry”.',
    },
    GENERATION_FAILED: {
      happened: 'The picture could not be generated.',
      unharmed: 'Saved pictures are safe ({{saved}} of this run). Waiting runs go on.',
      advice: 'Cause: {{detail}}',
    },
    HUB_FAILED: {
      happened: '{{repository}} could not be fetched. {{reason}}',
      unharmed:
        'Your models and pictures are safe. What has arrived is kept: the next try goes on from there.',
      advice: '{{hint}}',
    },
    CUDA_FAILED: {
      happened: 'The CUDA libraries could not be installed. {{reason}}',
      unharmed:
        'Pictures are made as before. What has arrived is kept: the next try goes on from there.',
      advice: '{{hint}}',
    },
    CANNOT_REWRITE: {
      happened: 'The weights cannot be used in place and could not be rewritten. {{reason}}',
      unharmed: 'The model’s files are untouched. Other models can be used as before.',
      advice: 'Place: {{folder}}. Check its free space and permissions, then try again.',
    },
    CANNOT_COPY: {
      happened: 'The model could not be copied. {{reason}}',
      unharmed: 'Its own files are untouched, and no half of a copy is left.',
      advice: 'Place: {{folder}}. Check its free space and permissions, then try again.',
    },
    CANNOT_CALIBRATE: {
      happened: '“{{name}}” could not be calibrated for 8-bit integers. {{reason}}',
      unharmed:
        'Nothing of the calibration was kept; pictures without 8-bit integers are made as before.',
      advice: '{{hint}}',
    },
    LICENCE_NOT_ACCEPTED: {
      happened:
        'The licence of “{{name}}” ({{licence}}) has to be accepted before its first picture.',
      unharmed: 'Nothing was printed. Other models can be used as before.',
      advice: 'Choose “Read the licence” on its card in Models, read it and accept it.',
    },
    CANNOT_SAVE: {
      happened: 'This could not be saved. {{reason}}',
      unharmed: 'Pictures saved before are safe ({{saved}} of this run).',
      advice: 'Folder: {{folder}} — check its free space and permissions, then try again.',
    },
  },
  input: { ...issues, other: 'Part of the input is not valid.' },
  issue: {
    at: '{{place}}: {{problem}}',
    more_one: '(and one more place)',
    more_other: '(and {{count}} more places)',
  },
  inputUnharmed: 'Nothing has been started.',
  /** `MODEL_UNREADABLE` where it is a file that was added to the model. */
  added: {
    happened: 'The {{file}} could not be used. {{reason}}',
    unharmed: 'The file was not changed. The model and all other files work as before.',
    advice: 'Choose another file, or take it off and generate again. Place: {{path}}',
  },
  addedFile: { lora: 'LoRA', embedding: 'embedding', vae: 'VAE' },
  connection: {
    happened: 'The connection to the studio was lost.',
    unharmed: 'Saved pictures are safe.',
    advice: 'Generate again once it is back.',
  },
  part: {
    happened: 'A file of this room could not be loaded.',
    unharmed: 'Saved pictures and what you have written are safe.',
    advice: 'This happens when Nishiki was renewed. Reload the page to go on.',
  },
  unexpected: {
    happened: 'Something unexpected went wrong.',
    unharmed: 'Saved pictures and prompts are safe.',
    advice: 'Try again. If it keeps happening, copy the details and report them.',
  },
  ...causes,
  calibrationAdvice: {
    'out-of-memory': 'Close other programs, and try again.',
    'worker-died': 'Try again. The log has the last words of the process.',
    'not-kept': 'Make room there, or allow writing there, and try again.',
    failed: 'Check the model’s files in Models, or import it again.',
  },
  hubAdvice: {
    ...causes.hubAdvice,
    'no-token': 'Make a token (“Read”) in your account at the hub and save it below.',
    'token-refused': 'Make a new token and save it below.',
  },
};
