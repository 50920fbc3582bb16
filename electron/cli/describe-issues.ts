import { z } from 'zod';
import { issues as englishIssues } from '../api/contract/words/en/issues.ts';
import { issues as japaneseIssues } from '../api/contract/words/ja/issues.ts';
import type { Language } from '../language.ts';
import { generalIssueTexts } from './issue-texts.ts';

/** Words for the contract's own message codes. */
const issueWords: Record<Language, Readonly<Record<string, string>>> = {
  en: englishIssues,
  ja: japaneseIssues,
};

const bound = z.number().optional().catch(undefined);

/** What a schema complains of. Beside message and path, what zod says of it: none of that is sure to be there. */
const issueSchema = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  code: z.string().optional(),
  origin: z.string().default('').catch(''),
  minimum: bound,
  maximum: bound,
  inclusive: z.boolean().default(true).catch(true),
  divisor: bound,
  values: z.array(z.unknown()).optional().catch(undefined),
  expected: z.string().optional().catch(undefined),
});
type Issue = z.infer<typeof issueSchema>;

/** The data of a request that a schema of the contract has refused. */
export const validationIssues = z.object({ issues: z.array(issueSchema) });

/** One line for each different complaint; the same prompt in two arms is one complaint. */
export function describeIssues(issues: readonly Issue[], language: Language): string[] {
  return [...new Set(issues.map((issue) => describeIssue(issue, language)))];
}

/** Issues that were put together as `place: code` before they came here. */
export function describeWrittenIssues(issues: readonly string[], language: Language): string[] {
  return issues.map((issue) => {
    const [code = '', place] = issue.split(': ').toReversed();
    const words = issueWords[language][code];
    if (words === undefined) return issue;
    return place === undefined ? words : `${place}: ${words}`;
  });
}

function describeIssue(issue: Issue, language: Language): string {
  const { message, path = [] } = issue;
  const known = issueWords[language][message];
  if (known !== undefined) return known;
  const words = describeGeneral(issue, language) ?? message;
  return path.length === 0 ? words : `${path.join('.')}: ${words}`;
}

/** Null for what zod says seldom. */
function describeGeneral(
  { code, message, origin, minimum, maximum, inclusive, divisor, values, expected }: Issue,
  language: Language,
): string | null {
  const say = generalIssueTexts[language];
  const write = (number: number): string => number.toLocaleString(language, { useGrouping: false });
  switch (code) {
    case 'too_small':
      if (minimum === undefined) return null;
      return inclusive ? say.atLeast(write(minimum), origin) : say.above(write(minimum));
    case 'too_big':
      if (maximum === undefined) return null;
      return inclusive ? say.atMost(write(maximum), origin) : say.below(write(maximum));
    case 'not_multiple_of':
      return divisor === undefined ? null : say.multipleOf(write(divisor));
    case 'invalid_value':
      return values === undefined ? null : say.oneOf(values.map(String));
    case 'invalid_format':
      return say.malformed;
    case 'invalid_type':
      // The value itself is not in the issue, only in its message.
      if (message.endsWith('received undefined')) return say.missing;
      return expected === undefined ? null : say.wrongKind(expected);
    default:
      return null;
  }
}
