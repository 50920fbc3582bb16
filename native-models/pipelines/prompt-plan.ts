/**
 * What the UNet is told at each step of one batch of pictures: prompts with weights and schedules, settled and encoded
 * before the first step. Guidance is part of it, so that a loop over steps is the same for every kind of prompt.
 */
export interface PromptPlan {
  /**
   * @param step UNet calls of the run before this one: the index into the scheduler plan's `timesteps`, from 0.
   * @returns the very same object, and within it the same arrays, for as long as nothing changes: what depends on
   *   prompts alone (the keys and values of cross-attention) can be kept by them.
   */
  at(step: number): PromptConditions;
}

export interface PromptConditions {
  /** UNet calls of one step. Nearly always a single one; prompts of AND, and pictures whose prompts differ in length, need more. */
  readonly calls: readonly ConditionedCall[];
}

/** Rows with the same number of tokens, which fit in one UNet call. */
export interface ConditionedCall {
  /** `[rows.length, tokens, crossAttentionDim]`; tokens are 77 per window of a prompt. */
  readonly promptEmbeds: Float32Array;
  /** Negative prompts first, then prompts; each picture's in the batch's order. */
  readonly rows: readonly ConditionedRow[];
}

/**
 * One row of a UNet call. The noise predicted for a picture is the sum of `factor · prediction` over its rows. With
 * guidance scale g (Ho & Salimans 2022, arXiv 2207.12598) and composable prompts of weights wᵢ (Liu et al. 2022, arXiv
 * 2206.01714) that is `negative + Σ g·wᵢ·(promptᵢ − negative)`: a prompt has the factor `g·wᵢ`, the negative prompt
 * `1 − Σ g·wᵢ`. Without guidance a plain prompt is alone, with factor 1.
 */
export interface ConditionedRow {
  /** Whose latents the row takes: index in the batch. */
  readonly picture: number;
  readonly role: 'negative' | 'prompt';
  readonly factor: number;
}
