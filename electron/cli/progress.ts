import type { GenerationEvent, Job } from '../api/contract/generation.ts';
import type { Model } from '../api/contract/models.ts';
import { nameIn } from './choose-model.ts';
import { formatBytes } from './format-bytes.ts';
import { createStepsProgress } from './steps-progress.ts';
import { endsPart, progressBar } from './progress-bar.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

/** Shows how far a batch has come: one bar on a terminal, otherwise a line per quarter of each picture. */
export function createProgress(
  terminal: Terminal,
  models: readonly Pick<Model, 'id' | 'name'>[],
): { show(event: GenerationEvent): void } {
  const say = texts[terminal.language];
  const nameOf = nameIn(models, terminal.language);
  const showCalibration = createStepsProgress(terminal);
  let job: Job | null = null;
  /** Steps finished of each picture, by `arm/seed`. */
  const finished = new Map<string, number>();
  /** Once: it is so for every picture of a batch. */
  let toldShort = false;
  return {
    show(event) {
      if (event.type === 'queued') {
        job = event.job;
        if (event.ahead > 0) terminal.note(say.waiting(event.ahead));
      } else if (event.type === 'held') {
        terminal.note(say.held(event.folder, event.reason));
      } else if (event.type === 'loading') {
        const words = say.loading(nameOf(event.modelId));
        if (terminal.redraw) terminal.redraw(words);
        else terminal.note(words);
      } else if (event.type === 'memory-short' && !toldShort) {
        toldShort = true;
        const { neededBytes, availableBytes } = event;
        terminal.note(
          say.memoryShort(
            formatBytes(neededBytes, terminal),
            formatBytes(availableBytes, terminal),
          ),
        );
      } else if (event.type === 'calibrating') {
        showCalibration(event, say.calibrating(nameOf(event.modelId)));
      } else if (event.type === 'step' && job) {
        const { cell, step, steps, seconds } = event;
        finished.set(`${cell.arm}/${cell.seed}`, step);
        const label = `${job.arms[cell.arm]?.kind ?? ''} ${job.seeds[cell.seed] ?? ''}`;
        const pace = say.pace(seconds);
        if (terminal.redraw) {
          const total = job.arms.length * job.seeds.length * steps;
          const done = finished.values().reduce((sum, count) => sum + count, 0);
          terminal.redraw(
            `${progressBar(done / total, terminal)} ${done}/${total}  ${label}  ${pace}`,
          );
        } else if (endsPart(step, steps, 4)) {
          terminal.note(`${label}  ${step}/${steps}  ${pace}`);
        }
      }
    },
  };
}
