import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const documents = globSync(
  ['*.md', '{bench,docs,electron,native-models,renderer,resources,tests}/**/*.md'],
  { cwd: root, exclude: ['**/node_modules/**', '**/.venv/**'] },
).map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** A heading's anchor as GitHub writes it: lower case, hyphens for spaces, no other signs. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-');
}

function leadsSomewhere(from: string, link: string): boolean {
  if (/^[a-z]+:/u.test(link)) return true;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(root, target))) return false;
  if (anchor === undefined) return true;
  const headings = readFileSync(join(root, target), 'utf8').matchAll(/^#+ (.*)$/gmu);
  return [...headings].some(([, heading = '']) => anchorOf(heading) === anchor);
}

test('every link of a document leads to a file and a heading that are there', () => {
  const links = documents.flatMap(({ file, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/gu)].map(([, link = '']) => ({ file, link })),
  );
  assert.ok(links.length > 30, `only ${links.length} links were found`);
  const dead = links.filter(({ file, link }) => !leadsSomewhere(file, link));
  assert.deepEqual(dead, []);
});

test('every source file that a document names by its whole path is there', () => {
  const rooms = /`((?:bench|electron|native-models|renderer|tests)\/[\w/.-]+\.\w+)`/gu;
  const named = documents.flatMap(({ file, text }) =>
    [...text.matchAll(rooms)].map(([, path = '']) => ({ file, path })),
  );
  assert.ok(named.length > 10, `only ${named.length} paths were found`);
  assert.deepEqual(
    named.filter(({ path }) => !existsSync(join(root, path))),
    [],
  );
});

test('every npm script that a document runs is one of the package', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const asked = documents.flatMap(({ file, text }) =>
    [...text.matchAll(/npm run ([\w:-]+)/gu)].map(([, script = '']) => ({ file, script })),
  );
  assert.ok(asked.length > 10, `only ${asked.length} scripts were found`);
  assert.deepEqual(
    asked.filter(({ script }) => !Object.hasOwn(scripts, script)),
    [],
  );
});
