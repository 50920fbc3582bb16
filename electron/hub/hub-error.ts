/**
 * Why a hub gave nothing:
 * - `no-token`: the repository wants to know who asks, and no token is saved
 * - `token-refused`: the hub does not know the token (any more)
 * - `licence-not-accepted`: the token's account has not accepted the repository's licence
 * - `no-access`: the account or its token may not read the repository, or its request waits for an answer
 * - `not-found`: no such repository, revision or file; a private one looks the same
 * - `no-network`: the hub could not be reached
 * - `server`: the hub failed, or refused for a reason of its own
 * - `not-a-model`: the repository holds nothing that is read here
 * - `damaged`: what arrived is, twice, not what the hub lists
 * - `no-space`, `cannot-write`: the disk
 * - `busy`: the same repository is being fetched already
 */
export type HubProblem =
  | 'no-token'
  | 'token-refused'
  | 'licence-not-accepted'
  | 'no-access'
  | 'not-found'
  | 'no-network'
  | 'server'
  | 'not-a-model'
  | 'damaged'
  | 'no-space'
  | 'cannot-write'
  | 'busy';

/** A hub, the way to it, or the disk for what it sends, refused. The message holds no token. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly problem: HubProblem;

  constructor(problem: HubProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}
