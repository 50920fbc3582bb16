import { app } from 'electron';

/**
 * Tells of Chromium's processes that were gone without having been closed: the window's page, the one that draws. Workers
 * have their own report.
 */
export function reportGoneProcesses(report: (process: string, reason: string) => void): void {
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason !== 'clean-exit') report('page', `${reason}, exit code ${exitCode}`);
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (type === 'Utility' || reason === 'clean-exit' || reason === 'killed') return;
    report(type.toLowerCase().replaceAll(/\W+/g, '-'), `${reason}, exit code ${exitCode}`);
  });
}
