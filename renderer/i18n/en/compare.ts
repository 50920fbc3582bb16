export const compare = {
  title: 'Compare',
  empty: 'No pairs to compare yet',
  emptyAdvice:
    'Generate with both Japanese and English in Create: pictures of the same seed line up here.',
};
