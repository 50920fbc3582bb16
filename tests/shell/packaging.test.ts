import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { basename, join, matchesGlob } from 'node:path';
import { before, test } from 'node:test';
import sharp from 'sharp';
import { z } from 'zod';
import { ensureRenderer } from '../../electron/renderer-build.ts';
import { ensureShell } from '../../electron/shell/build.ts';

const root = join(import.meta.dirname, '..', '..');
/** electron-builder's own reader and validator: what it would say, without it packaging anything. */
const electronBuilder = createRequire(
  createRequire(import.meta.url).resolve('electron-builder/package.json'),
);
const { load } = electronBuilder('js-yaml') as { load(text: string): unknown };
const { validateSchema } = electronBuilder('app-builder-lib/out/util/config/schemaValidator') as {
  validateSchema(schema: unknown, config: unknown): void;
};

const system = z.looseObject({ icon: z.string() });
const configSchema = z.looseObject({
  directories: z.object({ buildResources: z.string() }),
  artifactName: z.string(),
  files: z.array(z.string()),
  asarUnpack: z.array(z.string()),
  extraResources: z.array(z.object({ from: z.string(), to: z.string() })),
  win: system,
  mac: system,
  linux: system,
});
const config = configSchema.parse(load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')));
const manifest = z
  .object({ main: z.string(), dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

before(async () => {
  await ensureRenderer(() => {});
  await ensureShell();
});

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

test('electron-builder takes the configuration, and would refuse a wrong one', () => {
  const schema = readJson(electronBuilder.resolve('app-builder-lib/scheme.json'));
  validateSchema(schema, structuredClone(config));
  assert.throws(() => validateSchema(schema, { ...config, asarUnpak: [] }), /unknown property/);
  assert.throws(
    () => validateSchema(schema, { ...config, win: { colour: 'red' } }),
    /configuration\.win/,
  );
});

test('every path it names exists after a build', () => {
  assert.ok(existsSync(join(root, manifest.main)));
  const paths = [
    config.directories.buildResources,
    ...config.extraResources.map(({ from }) => from),
    ...[config.win, config.mac, config.linux].map(({ icon }) => icon),
  ];
  for (const path of paths) assert.ok(existsSync(join(root, path)), path);
  const included = config.files.filter((pattern) => !pattern.startsWith('!'));
  for (const pattern of [...included, ...config.asarUnpack]) {
    assert.notEqual(globSync(pattern, { cwd: root }).length, 0, `${pattern} names nothing`);
  }
});

test('each system gets its own native binaries and no other’s', () => {
  const binaries = globSync(
    ['node_modules/onnxruntime-node/bin/**/*.node', 'node_modules/better-sqlite3/prebuilds/*.node'],
    { cwd: root },
  ).map((path) => path.replaceAll('\\', '/'));
  for (const [platform, arch] of [
    ['win32', 'x64'],
    ['darwin', 'arm64'],
    ['linux', 'x64'],
  ] as const) {
    const excluded = config.files
      .filter((pattern) => pattern.startsWith('!'))
      .map((pattern) =>
        pattern.slice(1).replaceAll('${platform}', platform).replaceAll('${arch}', arch),
      );
    const kept = binaries.filter((path) => !excluded.some((glob) => matchesGlob(path, glob)));
    assert.deepEqual(kept.toSorted(), [
      `node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node`,
      `node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}/onnxruntime_binding.node`,
    ]);
  }
});

test('what names the CUDA libraries is packed, and no other install script of ONNX Runtime', () => {
  const excluded = config.files.filter((pattern) => pattern.startsWith('!'));
  const kept = globSync('node_modules/onnxruntime-node/script/*', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !excluded.some((glob) => matchesGlob(path, glob.slice(1))));
  assert.deepEqual(kept.map((path) => basename(path)).toSorted(), [
    'install-metadata-versions.js',
    'install-metadata.js',
  ]);
});

test('no system has a list of files of its own, which would pack the whole checkout', () => {
  for (const own of [config.win, config.mac, config.linux]) assert.ok(!('files' in own));
});

test('names of packages are ASCII', () => {
  assert.match(config.artifactName, /^[ -~]+$/);
});

test('the bundles load only what is packaged with them', () => {
  const own = [...Object.keys(manifest.dependencies), ...builtinModules];
  for (const file of ['main.js', 'diffusion-worker.js', 'scoring-process.js']) {
    const code = readFileSync(join(root, 'dist', 'electron', file), 'utf8');
    const specifiers = [...code.matchAll(/^(?:import|export)[^'"\n]*["']([^"']+)["'];?$/gm)].map(
      ([, specifier = '']) => specifier,
    );
    assert.ok(specifiers.length > 5, file);
    for (const specifier of specifiers.filter((name) => !name.startsWith('node:'))) {
      if (file === 'main.js' && specifier === 'electron') continue;
      const packaged = own.some((name) => specifier === name || specifier.startsWith(`${name}/`));
      assert.ok(packaged, `${file} loads ${specifier}`);
    }
  }
});

test('the preload script is one CommonJS file that loads nothing but Electron', () => {
  const code = readFileSync(join(root, 'dist', 'electron', 'preload.cjs'), 'utf8');
  const loaded = [...code.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name);
  assert.deepEqual(loaded, ['electron']);
  assert.doesNotMatch(code, /^\s*(import|export) /m);
});

test('the icon is its drawing, large enough for every system', async () => {
  const folder = join(root, config.directories.buildResources);
  const icon = await sharp(join(folder, 'icon.png')).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([icon.info.width, icon.info.height, icon.info.channels], [1024, 1024, 4]);
  const drawing = await sharp(join(folder, 'icon.svg')).resize(1024, 1024).raw().toBuffer();
  const differing = drawing.filter((value, index) => Math.abs(value - (icon.data[index] ?? 0)) > 8);
  assert.ok(differing.length < drawing.length / 1000, `${differing.length} values differ`);
});
