import type { FromScoring, ScoringTask } from './scoring-messages.ts';

/** A started process that scores. Listeners are set once, right after it was started. */
export interface ScoringChannel {
  post(task: ScoringTask): void;
  onMessage(listener: (message: FromScoring) => void): void;
  /** Called with what the process prints. Until it is set, that goes to this process's stderr. */
  onOutput(listener: (text: string) => void): void;
  /** Called once when the process is gone; null where it was ended by a signal or never started. */
  onExit(listener: (exitCode: number | null) => void): void;
  kill(): void;
}

/** Starts a process that scores: `child_process.fork` in plain Node, `utilityProcess` in the desktop shell. */
export type SpawnScoring = () => ScoringChannel;
