import type { TFunction } from 'i18next';
import { type Arm, type ArmKind, ownVae } from '../../electron/api/contract/arm.ts';
import type { PromptEntry } from '../../electron/api/contract/prompts.ts';
import { armOrder } from '../state/draft-shape.ts';
import { settingFacts } from '../ui/setting-facts.ts';
import type { SettingFact } from '../ui/setting-facts.ts';

export interface DifferingFact {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What two entries of the history differ in besides their words. `nameModel` names a model by its id. */
export function differingFacts(
  before: PromptEntry,
  after: PromptEntry,
  nameModel: (modelId: string) => string,
  t: TFunction,
): DifferingFact[] {
  const [a, b] = [before, after].map((entry) => factsOf(entry, nameModel, t));
  const names = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])]);
  return [...names].flatMap((name) => {
    const fact = { name, before: a?.get(name) ?? '—', after: b?.get(name) ?? '—' };
    return fact.before === fact.after ? [] : [fact];
  });
}

/** The kinds of arm that either of two entries has, in the order of printing, with the first arm of that kind of each. */
export function pairArms(
  before: PromptEntry,
  after: PromptEntry,
): { kind: ArmKind; before: Arm | null; after: Arm | null }[] {
  const armOf = (entry: PromptEntry, kind: ArmKind) =>
    entry.arms.find((arm) => arm.kind === kind) ?? null;
  return armOrder
    .map((kind) => ({ kind, before: armOf(before, kind), after: armOf(after, kind) }))
    .filter((pair) => pair.before !== null || pair.after !== null);
}

function factsOf(
  { arms, settings, seed, count }: PromptEntry,
  nameModel: (modelId: string) => string,
  t: TFunction,
): Map<string, string> {
  const models = armOrder.flatMap((kind): SettingFact[] => {
    const own = arms.filter((arm) => arm.kind === kind);
    if (own.length === 0) return [];
    const value = own.map((arm) => [nameModel(arm.modelId), ...additionsOf(arm)].join(' + '));
    return [
      {
        name: t('history.difference.model', { arm: t(`arms.${kind}.short`) }),
        value: value.join(', '),
      },
    ];
  });
  const facts = [
    ...models,
    { name: t('common.seed'), value: seed },
    { name: t('create.count'), value: String(count) },
    ...settingFacts(settings, t),
  ];
  return new Map(facts.map(({ name, value }) => [name, value]));
}

function additionsOf({ loras = [], embeddings = [], vae }: Arm): string[] {
  return [
    ...loras.map(({ file, scale }) => `LoRA ${nameOf(file)} (${scale})`),
    ...embeddings.map(({ file, word }) => word ?? nameOf(file)),
    ...(vae === undefined || vae === ownVae ? [] : [`VAE ${nameOf(vae)}`]),
  ];
}

/** The file's name without its folders and its ending. */
function nameOf(file: string): string {
  return (file.split(/[\\/]/).findLast((part) => part !== '') ?? file).replace(/\.\w+$/, '');
}
