/** What is wrong with one tensor that a network needs. Shapes are row-major dimensions. */
export type WeightProblem =
  | {
      readonly kind: 'missing';
      readonly key: string;
      readonly expectedShape: readonly number[];
    }
  | {
      readonly kind: 'wrong-shape';
      readonly key: string;
      readonly expectedShape: readonly number[];
      readonly foundShape: readonly number[];
    }
  | {
      readonly kind: 'wrong-dtype';
      readonly key: string;
      readonly expectedShape: readonly number[];
      readonly foundDtype: string;
    };

export type GraphErrorCode =
  | 'weights-do-not-fit'
  | 'weights-apart'
  | 'unsupported-config'
  | 'invalid-shape';

/**
 * A network cannot be built. `weights-do-not-fit` lists every tensor that is missing or wrong in `problems`;
 * `weights-apart` names two drives that one network's weights lie on;
 * `unsupported-config` says which numbers of config.json cannot go together; `invalid-shape` a size that the network cannot take.
 * Nothing has been loaded or changed when this is thrown.
 */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  readonly problems: readonly WeightProblem[];

  constructor(code: GraphErrorCode, message: string, problems: readonly WeightProblem[] = []) {
    super(message);
    this.code = code;
    this.problems = problems;
  }
}

/** One error for all weights of a network that do not fit; the message quotes the first few. */
export function weightsDoNotFit(network: string, problems: readonly WeightProblem[]): GraphError {
  const quoted = problems.slice(0, 5).map(describeProblem);
  if (problems.length > quoted.length) quoted.push(`and ${problems.length - quoted.length} more`);
  return new GraphError(
    'weights-do-not-fit',
    `The ${network} cannot be built: ${problems.length} of the weights its configuration asks for do not fit. ` +
      `${quoted.join('; ')}. The checkpoint is unchanged. Either the file is incomplete, or config.json ` +
      `belongs to another model.`,
    problems,
  );
}

function describeProblem(problem: WeightProblem): string {
  const expected = `[${problem.expectedShape.join(', ')}]`;
  switch (problem.kind) {
    case 'missing':
      return `${problem.key} is missing (expected shape ${expected})`;
    case 'wrong-shape':
      return `${problem.key} has shape [${problem.foundShape.join(', ')}], expected ${expected}`;
    case 'wrong-dtype':
      return `${problem.key} is stored as ${problem.foundDtype}, which is no type of weights`;
  }
}

/** @throws GraphError `unsupported-config` where the channels of a layer cannot be shared out evenly. */
export function checkDivides(path: string, channels: number, parts: number, name: string): void {
  if (channels % parts === 0) return;
  throw new GraphError(
    'unsupported-config',
    `The network cannot be built: at ${path}, ${channels} channels do not divide into ${parts} ${name}. ` +
      `The model is unchanged; its config.json is wrong or belongs to another architecture.`,
  );
}
