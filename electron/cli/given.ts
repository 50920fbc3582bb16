type Given<Options> = { [Name in keyof Options]?: Exclude<Options[Name], undefined> };

/** Options without those that were left out, which the contract's schemas fill in. */
export function given<Options extends object>(options: Options): Given<Options> {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<Options>;
}
