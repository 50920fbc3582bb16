/** Names of the messages between preload script and main process. */
export const channels = {
  port: 'nishiki:port',
  drag: 'nishiki:drag',
  pickFolder: 'nishiki:pick-folder',
  pickPictures: 'nishiki:pick-pictures',
  pickFile: 'nishiki:pick-file',
  reveal: 'nishiki:reveal',
  showLogs: 'nishiki:show-logs',
} as const;
