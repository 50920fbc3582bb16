import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { SchedulerError } from './scheduler-error.ts';

/**
 * The one place where a scheduler's names meet: ours, the class in `scheduler_config.json`, and what users call it. Some
 * are a class with options of its configuration set; the first row of a class is the class as it is.
 */
const table = [
  { name: 'ddim', className: 'DDIMScheduler', label: 'DDIM' },
  { name: 'ddpm', className: 'DDPMScheduler', label: 'DDPM' },
  { name: 'pndm', className: 'PNDMScheduler', label: 'PLMS' },
  { name: 'lms', className: 'LMSDiscreteScheduler', label: 'LMS' },
  {
    name: 'lms-karras',
    className: 'LMSDiscreteScheduler',
    label: 'LMS Karras',
    options: { useKarrasSigmas: true },
  },
  { name: 'euler', className: 'EulerDiscreteScheduler', label: 'Euler' },
  { name: 'euler-ancestral', className: 'EulerAncestralDiscreteScheduler', label: 'Euler a' },
  { name: 'heun', className: 'HeunDiscreteScheduler', label: 'Heun' },
  { name: 'dpm2', className: 'KDPM2DiscreteScheduler', label: 'DPM2' },
  {
    name: 'dpm2-karras',
    className: 'KDPM2DiscreteScheduler',
    label: 'DPM2 Karras',
    options: { useKarrasSigmas: true },
  },
  { name: 'dpm2-ancestral', className: 'KDPM2AncestralDiscreteScheduler', label: 'DPM2 a' },
  {
    name: 'dpm2-ancestral-karras',
    className: 'KDPM2AncestralDiscreteScheduler',
    label: 'DPM2 a Karras',
    options: { useKarrasSigmas: true },
  },
  { name: 'dpmpp-2s', className: 'DPMSolverSinglestepScheduler', label: 'DPM++ 2S' },
  { name: 'dpmpp-2m', className: 'DPMSolverMultistepScheduler', label: 'DPM++ 2M' },
  {
    name: 'dpmpp-2m-karras',
    className: 'DPMSolverMultistepScheduler',
    label: 'DPM++ 2M Karras',
    options: { useKarrasSigmas: true },
  },
  {
    name: 'dpmpp-2m-sde',
    className: 'DPMSolverMultistepScheduler',
    label: 'DPM++ 2M SDE',
    options: { algorithmType: 'sde-dpmsolver++' },
  },
  {
    name: 'dpmpp-2m-sde-karras',
    className: 'DPMSolverMultistepScheduler',
    label: 'DPM++ 2M SDE Karras',
    options: { algorithmType: 'sde-dpmsolver++', useKarrasSigmas: true },
  },
  { name: 'deis', className: 'DEISMultistepScheduler', label: 'DEIS' },
  { name: 'unipc', className: 'UniPCMultistepScheduler', label: 'UniPC' },
  { name: 'lcm', className: 'LCMScheduler', label: 'LCM' },
  { name: 'tcd', className: 'TCDScheduler', label: 'TCD' },
] as const satisfies readonly {
  name: string;
  className: string;
  label: string;
  options?: NoiseScheduleConfig;
}[];

type Row = (typeof table)[number];
export type SchedulerName = Row['name'];
export type SchedulerClass = Row['className'];

export const schedulerNames: readonly SchedulerName[] = table.map((row) => row.name);

/** Name that users of other programs know, as written into a picture's `parameters`, e.g. `Euler a`. */
export function labelOfScheduler(name: SchedulerName): string {
  return rowOf('name', name).label;
}

/** Class name in diffusers, e.g. `EulerAncestralDiscreteScheduler`. */
export function classOfScheduler(name: SchedulerName): SchedulerClass {
  return rowOf('name', name).className;
}

/** What the name sets in the configuration of its class, e.g. `useKarrasSigmas`; it outweighs a model's own. */
export function optionsOfScheduler(name: SchedulerName): NoiseScheduleConfig {
  const row = rowOf('name', name);
  return 'options' in row ? row.options : {};
}

/**
 * Our name for a diffusers class, without options.
 * @throws SchedulerError `unknown-scheduler` for a class that is not in the table; the message lists those that are.
 */
export function schedulerOfClass(className: string): SchedulerName {
  return rowOf('className', className).name;
}

function rowOf(column: 'name' | 'className', value: string): Row {
  const row = table.find((candidate) => candidate[column] === value);
  if (row === undefined) {
    const known = new Set(table.map((candidate) => candidate[column]));
    throw new SchedulerError(
      'unknown-scheduler',
      `No scheduler "${value}" here. Choose one of ${[...known].join(', ')}.`,
    );
  }
  return row;
}
