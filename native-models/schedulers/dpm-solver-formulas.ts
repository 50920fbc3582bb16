import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { SchedulerError } from './scheduler-error.ts';

type AlgorithmType = Exclude<NonNullable<NoiseScheduleConfig['algorithmType']>, 'deis'>;
type SolverType = 'midpoint' | 'heun';

/** The form that the configuration asks for; a model configured for DEIS gets DPM-Solver++, as in diffusers. */
export function dpmSolverAlgorithm({
  algorithmType = 'dpmsolver++',
}: NoiseScheduleConfig): AlgorithmType {
  return algorithmType === 'deis' ? 'dpmsolver++' : algorithmType;
}

/** How second derivatives are taken; the names of UniPC and DEIS stand for `midpoint`, as in diffusers. */
export function dpmSolverType({ solverType = 'midpoint' }: NoiseScheduleConfig): SolverType {
  return solverType === 'heun' ? 'heun' : 'midpoint';
}

/** @throws SchedulerError `unsupported-option` for combinations that would divide by zero or that no paper has. */
export function checkDpmSolver(
  algorithm: AlgorithmType,
  order: number,
  finalSigmasType: 'zero' | 'sigma_min',
): void {
  if (!algorithm.endsWith('++') && finalSigmasType === 'zero') {
    throw new SchedulerError(
      'unsupported-option',
      `${algorithm} predicts noise and cannot step to sigma 0. Set final_sigmas_type to "sigma_min".`,
    );
  }
  if (algorithm === 'sde-dpmsolver' && order === 3) {
    throw new SchedulerError(
      'unsupported-option',
      'sde-dpmsolver has no third order. Set solver_order to 2.',
    );
  }
}

export interface DpmSolverWeights {
  readonly sample: number;
  /** One per prediction used, newest first. */
  readonly history: readonly number[];
  readonly noise: number;
}

/*
 * One update as weights: `x_t = sample·x + Σ historyₖ·mₖ + noise·z`.
 *
 * The papers write it with D₀, a prediction, and D₁ and D₂, its finite differences over λ; these are linear in the
 * predictions m₀, m₁, m₂ (newest first), so their weights are folded in here. `levels` are sigmas from the one that the
 * update leads to, backwards in time: `[t, s₀]`, `[t, s₀, s₁]` or `[t, s₀, s₁, s₂]` for order 1, 2 or 3. The first may
 * be 0 at order 1.
 */

/** Multistep: from `s₀`, where the newest prediction was made, with earlier ones as its derivatives. */
export function multistepWeights(
  algorithm: AlgorithmType,
  solverType: SolverType,
  levels: readonly number[],
): DpmSolverWeights {
  const [t, s0] = levels;
  const order = levels.length - 1;
  const form = formOf(algorithm, order === 2 && solverType === 'midpoint', t!, s0!);
  const { sample, noise, h } = form;
  if (order === 1) return { sample, noise, history: [form.d0] };

  const [, lambda0, lambda1, lambda2] = levels.map((sigma) => -Math.log(sigma));
  const r0 = (lambda0! - lambda1!) / h;
  if (order === 2) {
    // D₁ = (m₀ − m₁) / r₀
    return { sample, noise, history: [form.d0 + form.d1 / r0, -form.d1 / r0] };
  }
  // D₁₀ = (m₀ − m₁) / r₀, D₁₁ = (m₁ − m₂) / r₁, D₂ = (D₁₀ − D₁₁) / (r₀ + r₁), D₁ = D₁₀ + r₀·D₂
  const r1 = (lambda1! - lambda2!) / h;
  const onD2 = (form.d1 * r0 + form.d2) / (r0 + r1);
  const [onD10, onD11] = [form.d1 + onD2, -onD2];
  return {
    sample,
    noise,
    history: [form.d0 + onD10 / r0, -onD10 / r0 + onD11 / r1, -onD11 / r1],
  };
}

/** Singlestep: from the oldest level, with the predictions made since then on the way. */
export function singlestepWeights(
  algorithm: AlgorithmType,
  solverType: SolverType,
  levels: readonly number[],
): DpmSolverWeights {
  const [t] = levels;
  const order = levels.length - 1;
  const form = formOf(algorithm, order === 2 && solverType === 'midpoint', t!, levels.at(-1)!);
  const { sample, noise, h } = form;
  if (order === 1) return { sample, noise, history: [form.d0] };

  const [, lambda0, lambda1, lambda2] = levels.map((sigma) => -Math.log(sigma));
  if (order === 2) {
    // D₁ = (m₀ − m₁) / r₀
    const r0 = (lambda0! - lambda1!) / h;
    return { sample, noise, history: [form.d1 / r0, form.d0 - form.d1 / r0] };
  }
  const r0 = (lambda0! - lambda2!) / h;
  const r1 = (lambda1! - lambda2!) / h;
  // D₁₁ = (m₀ − m₂) / r₀, D₁₀ = (m₁ − m₂) / r₁; the midpoint form takes D₁ = D₁₁ and no D₂,
  // Heun's D₁ = (r₀·D₁₀ − r₁·D₁₁) / (r₀ − r₁), D₂ = 2·(D₁₁ − D₁₀) / (r₀ − r₁)
  const heun = solverType === 'heun';
  const onD10 = heun ? (form.d1 * r0 - 2 * form.d2) / (r0 - r1) : 0;
  const onD11 = heun ? (2 * form.d2 - form.d1 * r1) / (r0 - r1) : form.d1;
  return {
    sample,
    noise,
    history: [onD11 / r0, onD10 / r1, form.d0 - onD11 / r0 - onD10 / r1],
  };
}

interface Form {
  /** λ_t − λ_s, half the gain in log signal-to-noise ratio. */
  readonly h: number;
  /** Weights of x_s, D₀, D₁, D₂ and z. */
  readonly sample: number;
  readonly d0: number;
  readonly d1: number;
  readonly d2: number;
  readonly noise: number;
}

/** The four algorithms from noise level `s` to `t`. */
function formOf(algorithm: AlgorithmType, midpoint: boolean, t: number, s: number): Form {
  const h = Math.log(s) - Math.log(t);
  const [alphaT, alphaS] = [t, s].map((sigma) => 1 / Math.sqrt(sigma ** 2 + 1)) as [number, number];
  const [sigmaT, sigmaS] = [t * alphaT, s * alphaS];
  switch (algorithm) {
    case 'dpmsolver++': {
      const e = Math.expm1(-h);
      return {
        h,
        sample: sigmaT / sigmaS,
        d0: -alphaT * e,
        d1: midpoint ? -0.5 * alphaT * e : alphaT * (e / h + 1),
        d2: -alphaT * ((e + h) / h ** 2 - 0.5),
        noise: 0,
      };
    }
    case 'dpmsolver': {
      const e = Math.expm1(h);
      return {
        h,
        sample: alphaT / alphaS,
        d0: -sigmaT * e,
        d1: midpoint ? -0.5 * sigmaT * e : -sigmaT * (e / h - 1),
        d2: -sigmaT * ((e - h) / h ** 2 - 0.5),
        noise: 0,
      };
    }
    case 'sde-dpmsolver++': {
      const e = Math.expm1(-2 * h);
      return {
        h,
        sample: (sigmaT / sigmaS) * Math.exp(-h),
        d0: -alphaT * e,
        d1: midpoint ? -0.5 * alphaT * e : alphaT * (e / (2 * h) + 1),
        d2: -alphaT * ((e + 2 * h) / (2 * h) ** 2 + 0.5),
        noise: sigmaT * Math.sqrt(-e),
      };
    }
    case 'sde-dpmsolver': {
      const e = Math.expm1(h);
      return {
        h,
        sample: alphaT / alphaS,
        d0: -2 * sigmaT * e,
        d1: midpoint ? -sigmaT * e : -2 * sigmaT * (e / h - 1),
        d2: 0,
        noise: sigmaT * Math.sqrt(Math.expm1(2 * h)),
      };
    }
  }
}
