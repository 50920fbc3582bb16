import { writeBundle } from './bundle.ts';
import { examine } from './doctor.ts';
import type { Grammar } from './grammar.ts';

/** `doctor`. */
export function addDoctorCommand({ command, terminal, say, place, withOpenStudio }: Grammar): void {
  command('doctor', say.doctor.about)
    .option('--bundle <file>', say.doctor.bundle)
    .option('--json', say.json)
    .action(({ bundle, json = false }: { bundle?: string; json?: boolean }) =>
      bundle === undefined
        ? withOpenStudio((client) => examine({ json }, client, terminal))
        : writeBundle(bundle, { json }, place().data, withOpenStudio, terminal),
    );
}
