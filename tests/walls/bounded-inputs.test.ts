import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isContractProcedure } from '@orpc/contract';
import { z } from 'zod';
import { nothing } from '../../electron/api/contract/bounds.ts';
import { contract } from '../../electron/api/contract/contract.ts';

/** What this test needs of a JSON schema. */
interface Shape {
  readonly type?: string;
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** Files have no JSON schema; tests/contract/hostile-inputs.test.ts sends one that is too large. */
const files = [
  'inputs.add.file',
  'inputs.readRecipe.file',
  'gallery.add.file',
  'styles.import.file',
];

test('every procedure says what it takes: an input with bounds, or nothing at all', () => {
  const faults = procedures(contract).flatMap(([name, schema]) => {
    if (schema === nothing) return [];
    if (!(schema instanceof z.ZodType)) return [`${name} takes anything`];
    return unbounded(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), name);
  });
  assert.deepEqual(
    faults.filter((fault) => !files.some((file) => fault === `${file} can be anything`)),
    [],
  );
});

test('the walk itself finds what has no bounds', () => {
  const schema = z.object({
    text: z.string(),
    list: z.array(z.string().max(3)),
    inner: z.object({ count: z.number().min(0) }).optional(),
    any: z.unknown(),
    fine: z.enum(['a']),
  });
  assert.deepEqual(unbounded(z.toJSONSchema(schema, { io: 'input' }), 'x'), [
    'x.text has no greatest length',
    'x.list has no greatest length',
    'x.inner.count has no range',
    'x.any can be anything',
  ]);
});

/** Every procedure below a router, with its input's schema. */
function procedures(router: object, path = ''): [string, unknown][] {
  return Object.entries(router).flatMap(([key, value]): [string, unknown][] => {
    const name = path === '' ? key : `${path}.${key}`;
    return isContractProcedure(value)
      ? [[name, value['~orpc'].inputSchema]]
      : procedures(value as object, name);
  });
}

function unbounded(given: unknown, at: string): string[] {
  const shape = given as Shape;
  const choices = shape.anyOf ?? shape.oneOf;
  if (choices) return choices.flatMap((choice) => unbounded(choice, at));
  if (shape.enum !== undefined || shape.const !== undefined) return [];
  switch (shape.type) {
    case 'boolean':
    case 'null':
      return [];
    case 'object':
      return Object.entries(shape.properties ?? {}).flatMap(([key, value]) =>
        unbounded(value, `${at}.${key}`),
      );
    case 'array':
      return [
        ...(shape.maxItems === undefined ? [`${at} has no greatest length`] : []),
        ...unbounded(shape.items, `${at}[]`),
      ];
    case 'string':
      return shape.maxLength === undefined ? [`${at} has no greatest length`] : [];
    case 'number':
    case 'integer': {
      const least = shape.minimum ?? shape.exclusiveMinimum;
      return least === undefined || shape.maximum === undefined ? [`${at} has no range`] : [];
    }
    default:
      return [`${at} can be anything`];
  }
}
