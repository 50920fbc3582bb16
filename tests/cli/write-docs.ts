/** `node tests/cli/write-docs.ts`: writes docs/cli.md and docs/cli.ja.md anew, from the command line's own help. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeCommands } from './describe-commands.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
writeFileSync(join(docs, 'cli.md'), describeCommands('en'));
writeFileSync(join(docs, 'cli.ja.md'), describeCommands('ja'));
