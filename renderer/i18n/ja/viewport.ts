export const viewport = {
  label: '表示の大きさ',
  in: '拡大',
  out: '縮小',
  fit: '全体',
  fitName: '全体を表示（0）',
  actual: '等倍',
  actualName: '画素をそのまま表示（Z）',
} as const;
