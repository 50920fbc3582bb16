import { registerHooks } from 'node:module';

const double = import.meta.resolve('./electron-double.ts');

/** From here on the module "electron" is the double. Shell modules are imported after this, by `await import(…)`. */
export function useElectronDouble(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
  });
}
