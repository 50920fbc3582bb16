import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ORPCError } from '@orpc/client';
import { isContractProcedure } from '@orpc/contract';
import { z } from 'zod';
import { nothing } from '../../electron/api/contract/bounds.ts';
import { contract } from '../../electron/api/contract/contract.ts';
import { studioErrors } from '../../electron/api/contract/errors.ts';
import { connectStudio } from './connect-studio.ts';
import { transports, type Connection } from './transports.ts';

interface Procedure {
  readonly path: readonly string[];
  /** Of its input's fields; null where it takes none. */
  readonly fields: Readonly<Record<string, Shape>> | null;
}
interface Shape {
  readonly type?: string;
  readonly anyOf?: readonly Shape[];
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maximum?: number;
}

const procedures = listProcedures(contract, []);
/** As it comes from a message: an own key `__proto__`, which a literal cannot have. */
const polluting: unknown = JSON.parse(
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
);

for (const transport of transports) {
  describe(transport.name, () => {
    const connected = connectStudio(transport);

    /** Every fault that a procedure's refusal has; none where it is refused as bad input. */
    async function faultsOf(path: readonly string[], input: unknown, field?: string) {
      const what = `${path.join('.')}${field === undefined ? '' : `, ${field}`}`;
      const error = await callOf(
        connected,
        path,
      )(input).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error === null) return [`${what}: taken`];
      if (!(error instanceof ORPCError)) return [`${what}: ${String(error)}`];
      if (error.code !== 'BAD_REQUEST') return [`${what}: ${error.code} ${error.message}`];
      const { issues = [] } = (error.data ?? {}) as { issues?: { path?: unknown[] }[] };
      const named = issues.some((issue) => field === undefined || issue.path?.[0] === field);
      return named ? [] : [`${what}: refused for another reason, ${JSON.stringify(issues)}`];
    }

    test('every procedure refuses what is of another type altogether', async () => {
      const faults: string[] = [];
      for (const { path } of procedures) {
        for (const input of [5, 'text', true, [], [[[]]], null]) {
          faults.push(...(await faultsOf(path, input)));
        }
      }
      assert.deepEqual(faults, []);
    });

    test('every field refuses what is too long, too large or of another type', async () => {
      const faults: string[] = [];
      for (const { path, fields } of procedures) {
        for (const [field, shape] of Object.entries(fields ?? {})) {
          for (const value of hostileValues(shape)) {
            faults.push(...(await faultsOf(path, { [field]: value }, field)));
          }
        }
      }
      assert.deepEqual(faults, []);
    });

    test('a file that is too large is refused', async () => {
      const file = new Blob([new Uint8Array(64 * 2 ** 20 + 1)]);
      assert.deepEqual(await faultsOf(['inputs', 'add'], { file }, 'file'), []);
      assert.deepEqual(await faultsOf(['inputs', 'readRecipe'], { file }, 'file'), []);
      const styles = new Blob([new Uint8Array(4 * 2 ** 20 + 1)]);
      assert.deepEqual(await faultsOf(['styles', 'import'], { file: styles }, 'file'), []);
    });

    test('keys that name a prototype reach none', async () => {
      for (const { path, fields } of procedures) {
        const nested = Object.fromEntries(Object.keys(fields ?? {}).map((key) => [key, polluting]));
        for (const input of [polluting, nested]) {
          const error: unknown = await callOf(
            connected,
            path,
          )(input).then(
            () => null,
            (reason: unknown) => reason,
          );
          const known = ['BAD_REQUEST', ...Object.keys(studioErrors)];
          if (error !== null) {
            assert.ok(error instanceof ORPCError && known.includes(error.code), String(error));
          }
        }
      }
      assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    });

    test('what is no procedure is not found, whatever it is called', async () => {
      for (const path of [
        ['__proto__', 'x'],
        ['constructor'],
        ['system', 'toString'],
        ['system'],
      ]) {
        const call = callOf(connected, path);
        await assert.rejects(async () => call(undefined), path.join('.'));
      }
    });

    test('the studio is as it was', async () => {
      const info = await connected.client.system.info();
      assert.equal(info.health.database, 'ok');
      assert.deepEqual(await connected.client.generation.active(), []);
      assert.equal((await connected.client.models.list()).length, 4);
    });
  });
}

function listProcedures(router: object, path: readonly string[]): Procedure[] {
  return Object.entries(router).flatMap(([key, value]): Procedure[] => {
    const here = [...path, key];
    if (!isContractProcedure(value)) return listProcedures(value as object, here);
    const schema = value['~orpc'].inputSchema;
    if (schema === nothing || !(schema instanceof z.ZodType)) return [{ path: here, fields: null }];
    const { properties } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    return [{ path: here, fields: properties as Procedure['fields'] }];
  });
}

function callOf({ client }: Pick<Connection, 'client'>, path: readonly string[]) {
  let at: unknown = client;
  for (const key of path) at = (at as Record<string, unknown>)[key];
  return at as (input: unknown) => Promise<unknown>;
}

function hostileValues({ type, maxLength, maxItems, maximum, anyOf = [] }: Shape): unknown[] {
  const [first, ...others] = anyOf.filter((choice) => choice.type !== 'null');
  if (first !== undefined && others.length === 0) {
    // JSON has no infinity: it arrives as null, which this field takes.
    return hostileValues(first).filter((value) => value !== Infinity);
  }
  switch (type) {
    case 'string':
      return ['x'.repeat((maxLength ?? 0) + 1), 5, polluting];
    case 'array':
      return [Array.from({ length: (maxItems ?? 0) + 1 }, () => 'x'), 'x', polluting];
    case 'number':
    case 'integer':
      return [NaN, Infinity, -1e300, (maximum ?? 0) + 1, '5', polluting];
    case 'boolean':
      return ['true', 1, polluting];
    default:
      return [12, 'x'.repeat(5000), [['x']]];
  }
}
