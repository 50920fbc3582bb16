import { noiseSpacings, type SpacedBy, spacingsBy } from './noise-spacing.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { SchedulerError } from './scheduler-error.ts';

/**
 * The one place where a scheduler's names meet: ours, the class in `scheduler_config.json`, and what users call it. Some
 * are a class with options of its configuration set; the first row of a class is the class as it is. Where diffusers has none,
 * k-diffusion's function stands in its place. `spacedBy`: what of a run's layout it lets one choose.
 */
const algorithms = [
  { name: 'ddim', className: 'DDIMScheduler', label: 'DDIM', spacedBy: 'timesteps' },
  { name: 'ddpm', className: 'DDPMScheduler', label: 'DDPM', spacedBy: 'timesteps' },
  { name: 'pndm', className: 'PNDMScheduler', label: 'PLMS', spacedBy: 'timesteps' },
  { name: 'lms', className: 'LMSDiscreteScheduler', label: 'LMS', spacedBy: 'levels' },
  { name: 'euler', className: 'EulerDiscreteScheduler', label: 'Euler', spacedBy: 'levels' },
  {
    name: 'euler-ancestral',
    className: 'EulerAncestralDiscreteScheduler',
    label: 'Euler a',
    spacedBy: 'timesteps',
  },
  { name: 'heun', className: 'HeunDiscreteScheduler', label: 'Heun', spacedBy: 'levels' },
  { name: 'dpm2', className: 'KDPM2DiscreteScheduler', label: 'DPM2', spacedBy: 'levels' },
  {
    name: 'dpm2-ancestral',
    className: 'KDPM2AncestralDiscreteScheduler',
    label: 'DPM2 a',
    spacedBy: 'levels',
  },
  {
    name: 'dpmpp-2s-ancestral',
    className: 'sample_dpmpp_2s_ancestral',
    label: 'DPM++ 2S a',
    spacedBy: 'levels',
  },
  {
    name: 'dpmpp-sde',
    className: 'DPMSolverSDEScheduler',
    label: 'DPM++ SDE',
    spacedBy: 'levels',
  },
  {
    name: 'dpmpp-2s',
    className: 'DPMSolverSinglestepScheduler',
    label: 'DPM++ 2S',
    spacedBy: 'levels alone',
  },
  {
    name: 'dpmpp-2m',
    className: 'DPMSolverMultistepScheduler',
    label: 'DPM++ 2M',
    spacedBy: 'levels',
  },
  {
    name: 'dpmpp-2m-sde',
    className: 'DPMSolverMultistepScheduler',
    label: 'DPM++ 2M SDE',
    options: { algorithmType: 'sde-dpmsolver++' },
    spacedBy: 'levels',
  },
  {
    name: 'dpmpp-3m-sde',
    className: 'sample_dpmpp_3m_sde',
    label: 'DPM++ 3M SDE',
    spacedBy: 'levels',
  },
  { name: 'deis', className: 'DEISMultistepScheduler', label: 'DEIS', spacedBy: 'levels' },
  { name: 'unipc', className: 'UniPCMultistepScheduler', label: 'UniPC', spacedBy: 'levels' },
  { name: 'lcm', className: 'LCMScheduler', label: 'LCM', spacedBy: 'nothing' },
  { name: 'tcd', className: 'TCDScheduler', label: 'TCD', spacedBy: 'nothing' },
] as const satisfies readonly {
  name: string;
  className: string;
  label: string;
  options?: NoiseScheduleConfig;
  spacedBy: keyof SpacedBy;
}[];

type Algorithm = (typeof algorithms)[number];
export type SchedulerClass = Algorithm['className'];

/** An algorithm as the model's configuration spaces its noise levels, or spaced otherwise: `euler`, `euler-karras`. */
export type SchedulerName = {
  [Name in Algorithm['name']]: Name | `${Name}-${SpacedBy[WayOf<Name>]}`;
}[Algorithm['name']];
type WayOf<Name> = Extract<Algorithm, { name: Name }>['spacedBy'];

interface Row {
  readonly name: SchedulerName;
  readonly className: SchedulerClass;
  readonly label: string;
  readonly options: NoiseScheduleConfig;
}

const table: readonly Row[] = algorithms.flatMap((algorithm) => {
  const { name, className, label, spacedBy } = algorithm;
  const options: NoiseScheduleConfig = 'options' in algorithm ? algorithm.options : {};
  return [
    { name, className, label, options },
    ...spacingsBy[spacedBy].map((spacing) => ({
      // The compiler cannot see which spacings belong to which name; the type above says what the table says.
      name: `${name}-${spacing}` as SchedulerName,
      className,
      label: `${label} ${noiseSpacings[spacing].label}`,
      options: { ...options, ...noiseSpacings[spacing].options },
    })),
  ];
});

export const schedulerNames: readonly SchedulerName[] = table.map((row) => row.name);

/** Name that users of other programs know, as written into a picture's `parameters`, e.g. `Euler a`, `DPM++ 2M Karras`. */
export function labelOfScheduler(name: SchedulerName): string {
  return rowOf('name', name).label;
}

/** Class name in diffusers, e.g. `EulerAncestralDiscreteScheduler`, or function of k-diffusion. */
export function classOfScheduler(name: SchedulerName): SchedulerClass {
  return rowOf('name', name).className;
}

/** What the name sets in the configuration of its class, e.g. `useKarrasSigmas`; it outweighs a model's own. */
export function optionsOfScheduler(name: SchedulerName): NoiseScheduleConfig {
  return rowOf('name', name).options;
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
