import { z } from 'zod';
import type { TranslatorEndpoint } from '../api/contract/translator.ts';
import { StudioError } from './studio-error.ts';

/** Milliseconds: a small model on this machine may have to be loaded first. */
const longestWait = 60_000;
/** Characters of an answer that is told of in an error. */
const quoted = 200;

const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});

const instruction =
  'You translate Japanese prompts for an image generator into English prompts. Answer with the English prompt alone, on one line. Keep the order and the commas. Leave brackets, weights and English words as they are.';

/**
 * One question to an endpoint that speaks OpenAI's chat completions. Redirects are not followed: the key is for this
 * address alone.
 *
 * @throws StudioError TRANSLATOR_FAILED; what it says never holds the key
 */
export async function askTranslator(
  text: string,
  endpoint: TranslatorEndpoint | null,
  key: string | null,
): Promise<string> {
  if (endpoint === null) throw failed('not-set', 'No translator is set.');
  const { address, model } = endpoint;
  const response = await fetch(`${address}/chat/completions`, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(longestWait),
    headers: {
      'content-type': 'application/json',
      ...(key !== null && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({
      model,
      temperature: 0,
      messages: [
        { role: 'system', content: instruction },
        { role: 'user', content: text },
      ],
    }),
  }).catch((error: unknown) => {
    const isSlow = error instanceof Error && error.name === 'TimeoutError';
    throw isSlow
      ? failed('slow', `${address} did not answer in ${longestWait / 1000} seconds.`)
      : failed('unreachable', `${address} cannot be reached: ${causeOf(error)}.`);
  });
  const body = await response.text();
  const hide = (words: string) => (key === null ? words : words.replaceAll(key, '…'));
  if (!response.ok) {
    throw failed(
      'refused',
      `${address} answered ${response.status}: ${hide(body.slice(0, quoted))}`,
    );
  }
  const answer = readAnswer(body);
  if (answer === null || answer === '') {
    throw failed('bad-answer', `${address} gave no translation: ${hide(body.slice(0, quoted))}`);
  }
  return answer;
}

/** One line, without the quotation marks that models like to add; null where the answer is none. */
function readAnswer(body: string): string | null {
  try {
    const [choice] = answerSchema.parse(JSON.parse(body)).choices;
    const line = choice?.message.content
      .replace(/<think>[\s\S]*?<\/think>/g, '')
      .trim()
      .replaceAll(/\s*\n\s*/g, ' ');
    return line?.replace(/^["“「](.*)["”」]$/, '$1').slice(0, 8000) ?? null;
  } catch {
    return null;
  }
}

function failed(
  reason: 'not-set' | 'unreachable' | 'slow' | 'refused' | 'bad-answer',
  detail: string,
): StudioError<'TRANSLATOR_FAILED'> {
  return new StudioError(
    'TRANSLATOR_FAILED',
    { reason, detail },
    `The prompt was not translated. ${detail} The prompt is unchanged; the glossary works without a translator.`,
  );
}

/** fetch hides why it failed in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
