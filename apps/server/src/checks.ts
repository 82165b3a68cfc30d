import { serverFault } from './faults.ts';
import type { Settings } from './settings.ts';

/** What must hold before anything is opened. Throws one clear fault. */
export async function checkMachine(_settings: Settings): Promise<void> {
  const { platform, arch } = process;
  const glibc = (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }).header
    ?.glibcVersionRuntime;
  if (platform !== 'linux' || glibc === undefined || (arch !== 'x64' && arch !== 'arm64')) {
    throw serverFault('PlatformUnsupported', {
      platform: glibc === undefined && platform === 'linux' ? 'Linux without glibc' : platform,
      arch,
    });
  }
}
