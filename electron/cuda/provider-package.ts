import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** What onnxruntime-node says of libraries that do not come with it. */
export interface ProviderPackage {
  /** Of onnxruntime-node, which its provider libraries must match. */
  readonly runtimeVersion: string;
  /** Name and version of the package that holds them. */
  readonly name: string;
  readonly version: string;
  /** Address of the index of the feed that the package is in. */
  readonly index: string;
  /** Which of its files go where: path in the package, and the plain file name. */
  readonly files: readonly { readonly path: string; readonly name: string }[];
}

/** ONNX Runtime as it is installed: its own library, and what it says of further ones. */
export interface InstalledRuntime {
  readonly version: string;
  /** Folder of ONNX Runtime's own library; its providers' are looked for beside it. */
  readonly folder: string;
  /** As the package writes it; null where its install script is not there. */
  readonly metadata: unknown;
}

/** Only letters, digits, dots, dashes: becomes a file name and a part of an address. */
const plainName = z.string().regex(/^[\w][\w.-]{0,199}$/);
const metadataSchema = z.object({
  requirements: z.record(z.string(), z.array(z.string())),
  manifests: z.record(
    z.string(),
    z.record(z.string(), z.object({ package: z.string(), path: z.string() })),
  ),
  packages: z.record(
    z.string(),
    z.object({
      name: plainName,
      versions: z.array(z.object({ feed: z.string(), version: plainName })).min(1),
    }),
  ),
  feeds: z.record(z.string(), z.object({ type: z.string(), index: z.url() })),
});

/**
 * Finds the CUDA libraries in the metadata that onnxruntime-node's own install script goes by (1.30: `requirements`,
 * `manifests`, `packages`, `feeds`). Null where this platform has none, or the metadata has another form.
 *
 * @param system `process.platform` and `process.arch` joined by a slash
 */
export function readProviderPackage(
  { metadata, version: runtimeVersion }: InstalledRuntime,
  system: string,
): ProviderPackage | null {
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) return null;
  const { requirements, manifests, packages, feeds } = parsed.data;
  const kind = requirements[system]?.find((name) => name.startsWith('cuda'));
  const manifest = kind === undefined ? undefined : manifests[`${system}:${kind}`];
  if (manifest === undefined) return null;
  const entries = Object.entries(manifest);
  const [key] = new Set(entries.map(([, file]) => file.package));
  const found = packages[key ?? ''];
  const [source] = found?.versions ?? [];
  const feed = source && feeds[source.feed];
  if (!found || !source || feed?.type !== 'nuget') return null;
  const files = entries
    .filter(([, file]) => file.package === key)
    .map(([target, { path }]) => ({ path, name: target.replace(/^\.\//, '') }));
  if (files.some(({ name }) => !plainName.safeParse(name).success)) return null;
  const { name } = found;
  return { runtimeVersion, name, version: source.version, index: feed.index, files };
}

/** onnxruntime-node as this program uses it. */
export function findRuntime(): InstalledRuntime {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('onnxruntime-node');
  // Native libraries lie beside the archive of a packaged program.
  const unpacked = entry.replace('app.asar', 'app.asar.unpacked');
  const { platform, arch } = process;
  return {
    version: (require('onnxruntime-node/package.json') as { version: string }).version,
    folder: join(dirname(unpacked), '..', 'bin', 'napi-v6', platform, arch),
    metadata: readMetadata(require),
  };
}

function readMetadata(require: NodeJS.Require): unknown {
  try {
    return require('onnxruntime-node/script/install-metadata.js') as unknown;
  } catch {
    // Another version of the package may have none: then nothing can be fetched, and that is said.
    return null;
  }
}
