export const viewport = {
  label: 'Zoom',
  in: 'Zoom in',
  out: 'Zoom out',
  fit: 'Fit',
  fitName: 'Fit the whole picture (0)',
  actual: '100%',
  actualName: 'Crisp pixels (Z)',
};
