export const arms = {
  ja: { seal: 'J', short: 'Japanese', long: 'Japanese model' },
  en: { seal: 'E', short: 'English', long: 'English model' },
  'en-raw': { seal: 'E', short: 'English, untranslated', long: 'English model, Japanese prompt' },
  'ja-stage1': { seal: '1', short: 'Stage 1', long: 'Japanese model, stage 1' },
};
