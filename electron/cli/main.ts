#!/usr/bin/env node
import { interruptSignal } from './interrupt.ts';

// Listened to before the program is loaded, which takes half a second: Ctrl+C in it is answered too.
let tellLoss: (error: Error) => void = () => {};
const signal = interruptSignal((error) => tellLoss(error));

const { runCommandLine } = await import('./run-command-line.ts');
await runCommandLine(process, signal, (tell) => {
  tellLoss = tell;
});
