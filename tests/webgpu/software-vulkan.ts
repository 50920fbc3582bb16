import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A Vulkan driver that computes on the processor. */
export interface SoftwareVulkan {
  readonly name: string;
  /** What a process needs in its environment to use it. */
  readonly environment: Readonly<Record<string, string>>;
}

const packageName = 'mesa-vulkan-drivers';
const cache = join(
  process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
  'nishiki-software-vulkan',
);
const chromium = '/usr/lib/chromium';

/**
 * The driver that `VK_ICD_FILENAMES` names; else Mesa's lavapipe, fetched with Debian's own tools into a folder of the
 * user's (nothing is installed, no rights are needed); else the SwiftShader that Debian's Chromium brings, which has no
 * half precision.
 *
 * @throws Error where there is none, with what was tried
 */
export function findSoftwareVulkan(tell: (line: string) => void): SoftwareVulkan {
  const named = process.env['VK_ICD_FILENAMES'];
  if (named) return { name: named, environment: {} };
  const problems: string[] = [];
  try {
    return findLavapipe() ?? fetchLavapipe(tell);
  } catch (error) {
    problems.push(`lavapipe: ${error instanceof Error ? error.message : String(error)}`);
  }
  const icd = join(chromium, 'vk_swiftshader_icd.json');
  if (existsSync(icd)) {
    tell(problems.join('\n'));
    const environment = { LD_LIBRARY_PATH: chromium, VK_ICD_FILENAMES: icd };
    return { name: 'SwiftShader of Chromium, without half precision', environment };
  }
  throw new Error(
    `There is no Vulkan driver that computes on the processor. ${problems.join('. ')}. ` +
      `Set VK_ICD_FILENAMES to the description of one.`,
  );
}

function findLavapipe(): SoftwareVulkan | null {
  const [library] = globSync('root/usr/lib/*/libvulkan_lvp.so', { cwd: cache });
  const [icd] = globSync('root/usr/share/vulkan/icd.d/lvp_icd*.json', { cwd: cache });
  if (library === undefined || icd === undefined) return null;
  const described = JSON.parse(readFileSync(join(cache, icd), 'utf8')) as {
    ICD: Record<string, string>;
  };
  // The package's own names a place where nothing was installed.
  const own = { ...described, ICD: { ...described.ICD, library_path: join(cache, library) } };
  const ownFile = join(cache, 'lvp_icd.json');
  writeFileSync(ownFile, JSON.stringify(own));
  const version = readFileSync(join(cache, 'version'), 'utf8').trim();
  const environment = {
    LD_LIBRARY_PATH: join(cache, library, '..'),
    VK_ICD_FILENAMES: ownFile,
  };
  return { name: `lavapipe of Mesa ${version}`, environment };
}

/**
 * Debian 12's own lavapipe (Mesa 22) lacks what WebGPU asks for, the one of its backports has it. apt resolves what is
 * needed from the system's own mirror, with lists and archives in our folder.
 */
function fetchLavapipe(tell: (line: string) => void): SoftwareVulkan {
  const release = readFileSync('/etc/os-release', 'utf8');
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1];
  const mirror = findMirror();
  if (codename === undefined || mirror === null) throw new Error('this is no Debian');
  tell(`Fetching ${packageName} of Debian ${codename}-backports into ${cache} …`);
  for (const folder of ['lists/partial', 'archives/partial', 'root'])
    mkdirSync(join(cache, folder), { recursive: true });
  const sources = join(cache, 'debian.sources');
  const signedBy = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(
    sources,
    `Types: deb\nURIs: ${mirror}\nSuites: ${codename} ${codename}-backports\nComponents: main\nSigned-By: ${signedBy}\n`,
  );
  const options = Object.entries({
    'Dir::State::lists': join(cache, 'lists'),
    'Dir::Cache': cache,
    'Dir::Cache::archives': 'archives',
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
    'APT::Sandbox::User': '',
    // Nothing is installed: nobody else is kept from installing.
    'Debug::NoLocking': '1',
  }).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const apt = (...args: string[]): string =>
    execFileSync('apt-get', [...options, ...args], { encoding: 'utf8', stdio: 'pipe' });
  apt('update');
  const backports = ['-t', `${codename}-backports`];
  const wanted = [packageName, 'libvulkan1'];
  apt(
    'install',
    '-y',
    '--download-only',
    '--no-install-recommends',
    '--reinstall',
    ...backports,
    ...wanted,
  );
  const archives = readdirSync(join(cache, 'archives')).filter((file) => file.endsWith('.deb'));
  for (const archive of archives)
    execFileSync('dpkg', ['-x', join(cache, 'archives', archive), join(cache, 'root')]);
  const version = archives.find((file) => file.startsWith(packageName))?.split('_')[1];
  writeFileSync(join(cache, 'version'), version ?? 'unknown');
  rmSync(join(cache, 'archives'), { recursive: true });
  const found = findLavapipe();
  if (found === null) throw new Error(`${packageName} holds no lavapipe`);
  return found;
}

/** The mirror that this system is installed from. */
function findMirror(): string | null {
  const files = ['/etc/apt/sources.list', ...globSync('/etc/apt/sources.list.d/debian*')];
  for (const file of files.filter((path) => existsSync(path))) {
    const text = readFileSync(file, 'utf8');
    const address =
      /^URIs:\s*(\S+)/m.exec(text)?.[1] ?? /^deb\s+(?:\[.*\]\s+)?(\S+)/m.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  return null;
}
