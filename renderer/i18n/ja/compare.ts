export const compare = {
  title: '比較',
  empty: '比べる組はまだありません',
  emptyAdvice: '「制作」で日本語と英語の両方を選んで生成すると、同じシードの絵がここに並びます。',
} as const;
