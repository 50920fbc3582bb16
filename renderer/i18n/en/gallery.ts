export const gallery = {
  title: 'Gallery',
  empty: 'No pictures yet',
  emptyAdvice: 'Every picture you generate is kept here.',
};
