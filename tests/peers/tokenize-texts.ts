import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { loadBuiltinClipVocabulary } from '../../native-models/tokenizers/builtin-clip-vocabulary.ts';
import { loadPromptTokenizer } from '../../native-models/tokenizers/load-prompt-tokenizer.ts';

/**
 * The ids of the embedded models' tokenizers, for `tokens.py`.
 *
 *     node tests/peers/tokenize-texts.ts <folder> < texts.json > ids.json
 *
 * `texts.json` is a list of texts; the answer is `{ "en": [[77 ids], …], "ja": [[77 ids], …] }`. Into the folder go CLIP's
 * `vocab.json` and `merges.txt`, which the embedded English model leaves to a package.
 */
const [folder = ''] = process.argv.slice(2);
const japanese = join(import.meta.dirname, '../../resources/demo-models/ja-stage1/tokenizer');

const { vocab, merges } = await loadBuiltinClipVocabulary();
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'vocab.json'), JSON.stringify(Object.fromEntries(vocab)));
const lines = merges.map(([left, right]) => `${left} ${right}\n`);
await writeFile(join(folder, 'merges.txt'), `#version: 0.2\n${lines.join('')}`);

const readJson = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(join(japanese, file), 'utf8'));
const config = {
  ...((await readJson('tokenizer_config.json')) as object),
  ...((await readJson('special_tokens_map.json')) as object),
};
const tokenizers = {
  en: await loadPromptTokenizer({ kind: 'clip', builtin: true }),
  ja: await loadPromptTokenizer({
    kind: 'sentencepiece',
    modelFile: join(japanese, 'spiece.model'),
    config,
  }),
};
const texts = JSON.parse(await text(process.stdin)) as string[];
const ids = Object.entries(tokenizers).map(([name, tokenizer]) => [
  name,
  texts.map((each) => tokenizer.encode(each).ids),
]);
process.stdout.write(JSON.stringify(Object.fromEntries(ids)));
