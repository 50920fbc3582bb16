import { TokenizerError } from './tokenizer-error.ts';

/** A token that is found in the text before anything is cut into pieces. */
export interface SpecialToken {
  readonly content: string;
  /** Whether whitespace before, or behind, the token goes. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** The part of `tokenizer_config.json` that changes ids. */
export interface T5TokenizerConfig {
  readonly doLowerCase: boolean;
  readonly eosToken: string;
  readonly unkToken: string;
  readonly padToken: string;
  /** Places behind the model's own pieces for `<extra_id_0>` … . */
  readonly extraIds: number;
  /** All special tokens, in the order in which those that the model lacks get ids. */
  readonly specialTokens: readonly SpecialToken[];
}

/**
 * Reads `tokenizer_config.json` of a T5Tokenizer, parsed; where there is a `special_tokens_map.json`, spread it over
 * that. Defaults are those of transformers 4.22.0, except `do_lower_case`: rinna's Japanese Stable Diffusion pipeline
 * sets it on every tokenizer it loads, so it is on unless the file says false.
 *
 * @throws TokenizerError `invalid-config`.
 */
export function readT5TokenizerConfig(json: unknown): T5TokenizerConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalid('it is not a JSON object');
  }
  const fields = json as Readonly<Record<string, unknown>>;
  const extraIds = fields['extra_ids'] ?? 100;
  if (
    typeof extraIds !== 'number' ||
    !Number.isInteger(extraIds) ||
    extraIds < 0 ||
    extraIds > 10_000
  ) {
    throw invalid('extra_ids is not an integer from 0 to 10000');
  }
  const doLowerCase = fields['do_lower_case'] ?? true;
  if (typeof doLowerCase !== 'boolean') throw invalid('do_lower_case is neither true nor false');

  const eos = readToken(fields, 'eos_token') ?? plainToken('</s>');
  const unk = readToken(fields, 'unk_token') ?? plainToken('<unk>');
  const pad = readToken(fields, 'pad_token') ?? plainToken('<pad>');
  const named = [
    readToken(fields, 'bos_token'),
    eos,
    unk,
    readToken(fields, 'sep_token'),
    pad,
    readToken(fields, 'cls_token'),
    readToken(fields, 'mask_token'),
  ].filter((token) => token !== null);

  const specialTokens = [...named, ...readAdditional(fields, extraIds)];
  const length = specialTokens.reduce((sum, { content }) => sum + content.length, 0);
  if (length > MAX_SPECIAL_LENGTH) {
    throw invalid(`its special tokens have ${length} characters together`);
  }
  return {
    doLowerCase,
    eosToken: eos.content,
    unkToken: unk.content,
    padToken: pad.content,
    extraIds,
    specialTokens,
  };
}

/** All special tokens together, in UTF-16 units: they become one regular expression. 10 000 extra ids have 150 000. */
const MAX_SPECIAL_LENGTH = 200_000;

function readAdditional(
  fields: Readonly<Record<string, unknown>>,
  extraIds: number,
): SpecialToken[] {
  const given = fields['additional_special_tokens'];
  if (given === undefined || given === null) {
    return Array.from({ length: extraIds }, (_, i) => plainToken(`<extra_id_${i}>`));
  }
  if (!Array.isArray(given)) throw invalid('additional_special_tokens is not a list');
  const tokens = given.map((token: unknown) => toToken(token, 'additional_special_tokens'));
  const named = new Set(
    tokens.map(({ content }) => content).filter((name) => name.includes('extra_id')),
  );
  if (extraIds > 0 && named.size !== extraIds) {
    throw invalid(
      `extra_ids is ${extraIds}, but additional_special_tokens names ${named.size} of them`,
    );
  }
  return tokens;
}

function readToken(fields: Readonly<Record<string, unknown>>, name: string): SpecialToken | null {
  const value = fields[name];
  return value === undefined || value === null ? null : toToken(value, name);
}

/** A string, or the object that `AddedToken` is saved as. */
function toToken(value: unknown, name: string): SpecialToken {
  if (typeof value === 'string' && value !== '') return plainToken(value);
  if (typeof value === 'object' && value !== null && 'content' in value) {
    const { content } = value;
    if (typeof content === 'string' && content !== '') {
      return {
        content,
        lstrip: 'lstrip' in value && value.lstrip === true,
        rstrip: 'rstrip' in value && value.rstrip === true,
      };
    }
  }
  throw invalid(`${name} is not a token`);
}

function plainToken(content: string): SpecialToken {
  return { content, lstrip: true, rstrip: true };
}

function invalid(reason: string): TokenizerError {
  return new TokenizerError(
    'invalid-config',
    `The tokenizer's tokenizer_config.json cannot be used: ${reason}. Restore the file from where the model comes from.`,
  );
}
