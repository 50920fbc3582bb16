import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');

/** A room, an import that breaks its wall, and one from the same room that does not. */
interface Wall {
  readonly room: string;
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

const studioRoom = {
  bad: [
    'electron',
    '../shell/menu.ts',
    '../server/access.ts',
    '../cli/main.ts',
    '../api/router.ts',
    '../../renderer/main.tsx',
  ],
  good: ['../api/contract/arm.ts', '../../native-models/tokenizers/clip.ts', 'better-sqlite3'],
};
const loneRoom = {
  bad: [
    '../models/unet.ts',
    '../pipelines/text-to-image.ts',
    'electron',
    '../../electron/start.ts',
  ],
  good: ['./neighbour.ts', 'node:fs'],
};
const feature = {
  bad: [
    '../models/model-card.tsx',
    '../app/app.tsx',
    '../../electron/services/studio.ts',
    '../../electron/api/router.ts',
    '../../native-models/random/torch-cpu.ts',
    'electron',
    'node:fs',
  ],
  good: ['../ui/button.tsx', '../api/studio.ts', '../../electron/api/contract/arm.ts', 'react'],
};

const walls: readonly Wall[] = [
  { room: 'native-models/random', ...loneRoom },
  { room: 'native-models/tokenizers', ...loneRoom },
  { room: 'native-models/schedulers', ...loneRoom },
  { room: 'native-models/checkpoints', ...loneRoom },
  { room: 'native-models/pictures', ...loneRoom },
  {
    room: 'native-models/prompts',
    bad: [
      '../models/diffusion-model.ts',
      '../pipelines/text-to-image.ts',
      '../random/torch-cpu.ts',
      '../../electron/start.ts',
      'electron',
    ],
    good: ['../tokenizers/aligned-text.ts', './attention.ts'],
  },
  {
    room: 'native-models/graphs',
    bad: [
      '../models/unet.ts',
      '../pipelines/text-to-image.ts',
      '../random/torch-cpu.ts',
      'electron',
    ],
    good: ['../checkpoints/tensor-entry.ts', '@bufbuild/protobuf'],
  },
  {
    room: 'native-models/pipelines',
    bad: [
      '../../electron/services/studio.ts',
      '../../renderer/main.tsx',
      '@orpc/server',
      'electron',
      'onnxruntime-node',
    ],
    good: ['../models/diffusion-model.ts', '../models/onnx-runtime.ts', '../random/torch-cpu.ts'],
  },
  {
    room: 'electron/api/contract',
    bad: ['../../services/studio.ts', '../router.ts', 'electron', 'better-sqlite3', 'node:fs'],
    good: ['zod', '@orpc/contract', './arm.ts'],
  },
  {
    room: 'bench',
    bad: ['electron', 'onnxruntime-node'],
    good: ['../native-models/models/onnx-runtime.ts'],
  },
  { room: 'electron/services', ...studioRoom },
  { room: 'electron/hub', ...studioRoom },
  { room: 'electron/remote', ...studioRoom },
  { room: 'electron/cleaning', ...studioRoom },
  { room: 'electron/database', ...studioRoom },
  { room: 'electron/images', ...studioRoom },
  { room: 'electron/logs', ...studioRoom },
  { room: 'electron/workers', ...studioRoom },
  {
    room: 'electron/server',
    bad: ['electron', '../shell/menu.ts', '../cli/main.ts', '../../renderer/main.tsx'],
    good: ['../services/studio.ts', '../api/router.ts', '@orpc/server/ws'],
  },
  {
    room: 'electron/cli',
    bad: ['electron', 'electron/main', '../shell/menu.ts', '../../renderer/main.tsx'],
    good: ['../services/studio.ts', '../server/browser-door.ts'],
  },
  {
    room: 'electron/shell',
    bad: ['../server/access.ts', '../cli/main.ts', '../../renderer/main.tsx'],
    good: ['electron', '../services/studio.ts', '@orpc/server/message-port'],
  },
  { room: 'renderer/create', ...feature },
  { room: 'renderer/compare', ...feature },
  { room: 'renderer/packs', ...feature },
  { room: 'renderer/votes', ...feature },
  { room: 'renderer/grids', ...feature },
  { room: 'renderer/gallery', ...feature },
  { room: 'renderer/history', ...feature },
  { room: 'renderer/tokens', ...feature },
  { room: 'renderer/queue', ...feature },
  { room: 'renderer/ui', ...feature, good: ['react', './button.tsx'] },
];

const house = mkdtempSync(join(tmpdir(), 'nishiki-walls-'));
after(() => rmSync(house, { recursive: true, force: true }));

/** Every planted import lies in a file of its own, named by room, kind and number. */
function plantedFile(room: string, kind: 'bad' | 'good', index: number): string {
  return `${room}/planted-${kind}-${index}.ts`;
}

let complaints: ReadonlySet<string>;

before(() => {
  cpSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
  for (const { room, bad, good } of walls) {
    for (const [kind, imports] of Object.entries({ bad, good }) as ['bad' | 'good', string[]][]) {
      imports.forEach((specifier, index) => {
        const file = join(house, plantedFile(room, kind, index));
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(
          file,
          `import { planted } from '${specifier}';\nexport const kept = planted;\n`,
        );
      });
    }
  }
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json'], {
    cwd: house,
    encoding: 'utf8',
  });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { code: string; filename: string }[];
  };
  complaints = new Set(
    diagnostics
      .filter(({ code }) => code === 'eslint(no-restricted-imports)')
      .map(({ filename }) => filename.replaceAll('\\', '/')),
  );
});

for (const { room, bad, good } of walls) {
  test(`${room} has its wall`, () => {
    const passed = bad.filter((_, index) => !complaints.has(plantedFile(room, 'bad', index)));
    assert.deepEqual(passed, [], 'imports that should have been refused');
    const refused = good.filter((_, index) => complaints.has(plantedFile(room, 'good', index)));
    assert.deepEqual(refused, [], 'imports that should have passed');
  });
}

test('the compiler refuses an engine that imports the studio, and a contract that imports a service', () => {
  writeFileSync(join(house, 'package.json'), '{ "type": "module" }');
  cpSync(join(root, 'tsconfig.base.json'), join(house, 'tsconfig.base.json'));
  const rooms = ['native-models', 'electron/api/contract'];
  const intruder = join(house, 'electron', 'services', 'intruder.ts');
  mkdirSync(dirname(intruder), { recursive: true });
  writeFileSync(intruder, 'export const planted = 1;\n');
  for (const room of rooms) {
    rmSync(join(house, room), { recursive: true, force: true });
    cpSync(join(root, room, 'tsconfig.json'), join(house, room, 'tsconfig.json'));
    const up = room
      .split('/')
      .map(() => '..')
      .join('/');
    const file = join(house, room, 'planted.ts');
    const compile = () =>
      spawnSync(
        process.execPath,
        [
          join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
          '-p',
          join(house, room),
          '--types',
          '',
        ],
        { encoding: 'utf8' },
      );
    writeFileSync(file, 'export const kept = 1;\n');
    const clean = compile();
    assert.equal(clean.status, 0, clean.stdout);
    writeFileSync(
      file,
      `import { planted } from '${up}/electron/services/intruder.ts';\nexport const kept = planted;\n`,
    );
    const broken = compile();
    assert.notEqual(broken.status, 0, `${room} compiled with the studio inside`);
    assert.match(broken.stdout, /TS6059|TS6307/);
  }
});
