import type { ContractRouterClient } from '@orpc/contract';
import type { StudioContract } from '../api/contract/contract.ts';

/** The contract's procedures as the commands call them. */
export type StudioClient = ContractRouterClient<StudioContract>;
