import { SchedulerError } from './scheduler-error.ts';

/** The one place where a scheduler's names meet: ours, the class in `scheduler_config.json`, and what users call it. */
const table = [
  { name: 'ddim', className: 'DDIMScheduler', label: 'DDIM' },
  { name: 'pndm', className: 'PNDMScheduler', label: 'PLMS' },
  { name: 'lms', className: 'LMSDiscreteScheduler', label: 'LMS' },
  { name: 'euler', className: 'EulerDiscreteScheduler', label: 'Euler' },
  { name: 'euler-ancestral', className: 'EulerAncestralDiscreteScheduler', label: 'Euler a' },
  { name: 'dpmpp-2m', className: 'DPMSolverMultistepScheduler', label: 'DPM++ 2M' },
  { name: 'unipc', className: 'UniPCMultistepScheduler', label: 'UniPC' },
] as const;

export type SchedulerName = (typeof table)[number]['name'];

export const schedulerNames: readonly SchedulerName[] = table.map((row) => row.name);

/** Name that users of other programs know, as written into a picture's `parameters`, e.g. `Euler a`. */
export function labelOfScheduler(name: SchedulerName): string {
  return rowOf('name', name).label;
}

/** Class name in diffusers, e.g. `EulerAncestralDiscreteScheduler`. */
export function classOfScheduler(name: SchedulerName): string {
  return rowOf('name', name).className;
}

/**
 * Our name for a diffusers class.
 * @throws SchedulerError `unknown-scheduler` for a class that is not in the table; the message lists those that are.
 */
export function schedulerOfClass(className: string): SchedulerName {
  return rowOf('className', className).name;
}

function rowOf(column: 'name' | 'className', value: string): (typeof table)[number] {
  const row = table.find((candidate) => candidate[column] === value);
  if (row === undefined) {
    throw new SchedulerError(
      'unknown-scheduler',
      `No scheduler "${value}" here. Choose one of ${table.map((known) => known[column]).join(', ')}.`,
    );
  }
  return row;
}
