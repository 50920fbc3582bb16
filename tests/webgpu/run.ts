/**
 * `npm run verify:webgpu [-- profile …]`: the self-test of every WebGPU profile on a Vulkan driver that computes on the
 * processor, each in a process of its own. The driver is the one of `VK_ICD_FILENAMES` (Mesa's lavapipe from 25 on), else
 * the SwiftShader that Debian's Chromium brings, which has no half precision. Takes minutes.
 */
import { execFileSync } from 'node:child_process';
import { profilesOf } from '../../native-models/models/device-profiles.ts';
import { testDevice } from '../../native-models/models/self-test.ts';

const chromium = '/usr/lib/chromium';
const [only, ...rest] = process.argv.slice(2);

if (only === '--one') {
  const profiles = profilesOf.webgpu.filter(({ name }) => name === rest[0]);
  const { trials } = await testDevice('webgpu', {}, () => {}, profiles);
  console.log(JSON.stringify(trials[0]));
} else {
  const names = only === undefined ? profilesOf.webgpu.map(({ name }) => name) : [only, ...rest];
  const own = {
    LD_LIBRARY_PATH: chromium,
    VK_ICD_FILENAMES: `${chromium}/vk_swiftshader_icd.json`,
  };
  const env = process.env['VK_ICD_FILENAMES'] ? process.env : { ...process.env, ...own };
  for (const name of names) {
    const command = [import.meta.filename, '--one', name];
    const output = execFileSync(process.execPath, command, {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    console.log(output.trim().split('\n').at(-1));
  }
}
