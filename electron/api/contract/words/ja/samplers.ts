/** What people call the algorithms of samplers. */
export const samplers = {
  ddim: 'DDIM',
  ddpm: 'DDPM',
  pndm: 'PNDM',
  lms: 'LMS',
  euler: 'Euler',
  'euler-ancestral': 'Euler ancestral',
  heun: 'Heun',
  dpm2: 'DPM2',
  'dpm2-ancestral': 'DPM2 ancestral',
  'dpmpp-2s-ancestral': 'DPM++ 2S ancestral',
  'dpmpp-sde': 'DPM++ SDE',
  'dpmpp-2s': 'DPM++ 2S',
  'dpmpp-2m': 'DPM++ 2M',
  'dpmpp-2m-sde': 'DPM++ 2M SDE',
  'dpmpp-3m-sde': 'DPM++ 3M SDE',
  deis: 'DEIS',
  unipc: 'UniPC',
  lcm: 'LCM（蒸留用）',
  tcd: 'TCD（蒸留用）',
} as const;

/** The spacings of noise levels behind them. */
export const spacings = {
  karras: 'Karras',
  exponential: '指数',
  polyexponential: 'Polyexponential',
  beta: 'ベータ',
  'beta-timesteps': 'ベータ（ComfyUI）',
  'kl-optimal': 'KL Optimal',
  'align-your-steps': 'Align Your Steps',
  linspace: '均等（linspace）',
  leading: 'leading',
  trailing: 'trailing（SGM）',
} as const;
