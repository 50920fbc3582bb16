import { safeStorage } from 'electron';
import type { Secrets } from '../hub/hub-settings.ts';

/**
 * Keychain, DPAPI or the desktop's keyring; null where there is none. Linux without a keyring encrypts with a password that
 * everybody knows: no better than a file of the user's own, and worse in that other programs cannot read it.
 */
export function systemSecrets(): Secrets | null {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
    return null;
  }
  return {
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(bytes),
  };
}
