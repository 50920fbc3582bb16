export const gallery = {
  title: '作品',
  empty: '作品はまだありません',
  emptyAdvice: '生成した絵は、すべてここに残ります。',
} as const;
