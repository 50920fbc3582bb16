/** What stands in place of what is left out. */
export const hidden = '‹hidden›';

export interface Redaction {
  /** Absolute path of the user's home folder; its name is often the user's own. */
  readonly home: string;
  /** Texts that are the user's own: prompts. */
  readonly texts?: readonly string[];
}

/** What a parameter or key is called that nobody else should read. */
const secretName =
  '[\\w-]*(?:token|secret|passw(?:or)?d|api[-_]?key|signature|credential|authorization|cookie|session)[\\w-]*';

const rules: readonly (readonly [RegExp, string])[] = [
  // Addresses with a user and a password.
  [/\b([a-z][a-z\d+.-]*:\/\/)[^\s/?#@"'<>]*(?:@[^\s/?#@"'<>]*)*@/gi, `$1${hidden}@`],
  [new RegExp(`([?&;]${secretName}=)[^&\\s"'#<>]+`, 'gi'), `$1${hidden}`],
  [new RegExp(`("${secretName}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi'), `$1"${hidden}"`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`],
  [/\bnishiki-\d+=[\w-]+/g, hidden],
  // Tokens by the shape that their makers give them: Hugging Face, OpenAI, GitHub, Amazon, JSON Web Tokens.
  [
    /\bhf_\w{8,}|\bsk-[\w-]{12,}|\bgh[a-z]_\w{12,}|\bgithub_pat_\w{12,}|\bAKIA[A-Z\d]{12,}/g,
    hidden,
  ],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, hidden],
];

/** A text for a log: without tokens, passwords in addresses, the home folder's name, and the user's own texts. */
export function redactText(text: string, { home, texts = [] }: Redaction): string {
  let result = text;
  for (const own of texts.toSorted((a, b) => b.length - a.length)) {
    if (own.trim() !== '') result = result.replaceAll(own, hidden);
  }
  for (const [pattern, replacement] of rules) result = result.replace(pattern, replacement);
  return replaceHome(result, home);
}

/** As `redactText` for everything inside of a value; what a secret's name says is left out whole. */
export function redactValue(value: unknown, redaction: Redaction, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value, redaction);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 6) return hidden;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redaction, depth + 1));
  const isSecret = new RegExp(`^${secretName}$`, 'i');
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isSecret.test(key) && typeof inner === 'string'
        ? hidden
        : redactValue(inner, redaction, depth + 1),
    ]),
  );
}

/** Also as part of a `file:` address, and as JSON writes the backslashes of Windows. */
function replaceHome(text: string, home: string): string {
  if (home.length < 3) return text;
  const forms = [
    home,
    home.replaceAll('\\', '/'),
    home.replaceAll('\\', '\\\\'),
    encodeURI(home.replaceAll('\\', '/')),
  ];
  let result = text;
  for (const form of new Set(forms)) {
    const flags = /^[a-z]:/i.test(form) ? 'gi' : 'g';
    result = result.replace(new RegExp(`${literally(form)}(?![\\w-])`, flags), '~');
  }
  return result;
}

/** A text as a regular expression that matches only itself. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
