const reading = {
  ENOENT: 'There is no file or folder at that place.',
  ENOTDIR: 'There is no file or folder at that place.',
  EACCES: 'There is no permission to read there.',
  EPERM: 'There is no permission to read there.',
  EIO: 'The disk cannot be read.',
  other: '({{reason}})',
} as const;

/**
 * Why something failed, by the reasons that the errors of the contract carry, and what helps against it. The values between
 * double braces are the error's data, or what is said beside them.
 */
export const causes = {
  memory: {
    refused: 'It needs at least {{needed}}; {{available}} are available.',
    ranOut: 'It ran out while the picture was made, in a frugal second attempt too.',
  },
  calibration: {
    'out-of-memory': 'It needs more memory than there is.',
    'worker-died': 'The process that computes it ended.',
    'not-kept': 'It came to its end and could not be saved. {{detail}}',
    failed: 'The engine said: {{detail}}',
  },
  deaths: {
    start: 'The process that draws the pictures cannot start on this machine.',
    memory:
      'The system has ended the drawing process, as it seems for lack of memory. Close other programs, or choose a smaller size.',
    killed:
      'Something outside ended the drawing process, perhaps for lack of memory. Close other programs first.',
    crash: 'The drawing process crashed.',
    interrupted: 'The studio itself was ended each time.',
  },
  hub: {
    'no-token': 'The hub wants to know who asks, and no access token is saved.',
    'token-refused': 'The hub does not accept the access token. It may have run out.',
    'licence-not-accepted': 'The account of the access token has not accepted the model’s licence.',
    'no-access':
      'The account of the access token may not read this model: its request still waits or was turned down, or the token lacks the right.',
    'not-found': 'There is no such model. A private one looks the same.',
    'no-network': 'The hub cannot be reached.',
    server: 'The hub failed.',
    'not-a-model': 'It holds no model that can be used here.',
    damaged: 'A file arrived damaged, twice.',
    'no-space': 'There is not enough space on the disk.',
    'cannot-write': 'The folder cannot be written.',
    busy: 'It is being fetched already.',
  },
  hubAdvice: {
    'licence-not-accepted': 'Read and accept the licence at {{page}}, then fetch it again.',
    'no-access': 'See at {{page}} how your request stands, and what the token may read.',
    'not-found': 'Check the name, and the letters’ case.',
    'no-network': 'Check the network and the hub’s address, then fetch it again.',
    server: 'Try again later.',
    'not-a-model': 'A diffusers folder, or a CLIP or CLOOB, can be fetched.',
    damaged: 'Try again later.',
    'no-space': 'Make space, then fetch it again.',
    'cannot-write': 'Make the folder writable, then fetch it again.',
    busy: 'Wait for it, or stop it there.',
  },
  cuda: {
    unsupported: 'There are none for this system that could be fetched.',
    'already-there': 'They are there already.',
    'not-found': 'The package of this version is not published (any more).',
    'no-network': 'The place where they are published cannot be reached.',
    server: 'The place where they are published failed.',
    damaged: 'They arrived damaged.',
    'no-space': 'There is not enough space on the disk.',
    'cannot-write': 'The folder cannot be written.',
    busy: 'They are being fetched already.',
  },
  cudaAdvice: {
    unsupported: 'Choose another device.',
    'already-there': 'Test the card, which then uses them.',
    'not-found': 'A newer Nishiki may know a newer one.',
    'no-network': 'Check the network, then fetch them again.',
    server: 'Try again later.',
    damaged: 'Try again later.',
    'no-space': 'Make space where {{folder}} is, then fetch them again.',
    'cannot-write': 'Make {{folder}} writable, then fetch them again.',
    busy: 'Wait for it, or stop it there.',
  },
  reading,
  dataSet: {
    ...reading,
    'no-folder': 'It is a file; choose a folder.',
    'no-pairs': 'It has no pictures with captions.',
    'bad-list': 'A line of its metadata.jsonl cannot be read.',
  },
  styles: {
    'no-table': 'Its first line does not name the columns name and prompt.',
    'not-json': 'It is not JSON.',
    'no-styles': 'It has no style with a name and a text.',
    'too-many': 'There can be 5,000 styles in all.',
    other: '({{reason}})',
  },
  translator: {
    'not-set': 'No translator is named yet.',
    unreachable: 'The translator cannot be reached.',
    slow: 'The translator did not answer in time.',
    refused: 'The translator refused.',
    'bad-answer': 'The translator’s answer cannot be read.',
    other: '({{reason}})',
  },
  saving: {
    ENOSPC: 'The disk is full.',
    EDQUOT: 'The disk quota is used up.',
    EACCES: 'There is no permission to write there.',
    EPERM: 'There is no permission to write there.',
    EROFS: 'The folder is read-only.',
    ENOENT: 'The folder does not exist.',
    changed: 'What was written is not what was read; the file may have changed meanwhile.',
    EIO: 'The disk failed to read or write.',
    EEXIST: 'There is something of that name already.',
    inside:
      'It lies in the data set itself, and the copies would be counted the next time it is scored.',
    other: '({{reason}})',
  },
};
