import { Option } from 'commander';
import { noiseSources } from '../api/contract/noise.ts';
import { promptSyntaxes } from '../api/contract/recipe.ts';
import { generate, type GenerateOptions } from './generate.ts';
import { readPrompt } from './given-prompt.ts';
import {
  parseArms,
  parseEmbedding,
  parseHires,
  parseLora,
  parseMargins,
  parseName,
  parseNumber,
  parseSampler,
  parsePreview,
  parseSize,
} from './options.ts';
import { styleTexts } from './style-texts.ts';
import { tokenize, type TokenizeOptions } from './tokenize.ts';
import type { Grammar } from './grammar.ts';

/** `generate`, `tokenize`. */
export function addGenerateCommands({ command, terminal, signal, say, withStudio }: Grammar): void {
  command('generate <prompt>', say.generate.about)
    .addOption(
      new Option('--arms <kinds>', say.generate.arms).argParser(parseArms).default(['ja'], 'ja'),
    )
    .option('--out <folder>', say.generate.out, 'out')
    .option('--preview <file>', say.generate.preview, parsePreview)
    .option('--seed <number>', say.generate.seed)
    .option('--count <number>', say.generate.count, parseNumber)
    .option('--en-prompt <text>', say.generate.enPrompt)
    .option('--negative <text>', say.generate.negative)
    .option('--style <name>', styleTexts[terminal.language].option, parseName)
    .option('--steps <number>', say.generate.steps, parseNumber)
    .option('--guidance <number>', say.generate.guidance, parseNumber)
    .option('--sampler <name>', say.generate.sampler, parseSampler)
    .option('--size <WxH>', say.generate.size, parseSize)
    .option('--hires <scale:strength>', say.generate.hires, parseHires)
    .option('--model-ja <model>', say.generate.modelJa)
    .option('--model-en <model>', say.generate.modelEn)
    .option('--lora <file:scale>', say.generate.lora, parseLora)
    .option('--embedding <word=file>', say.generate.embedding, parseEmbedding)
    .option('--vae <path>', say.generate.vae)
    .option('--image <file>', say.generate.image)
    .option('--strength <number>', say.generate.strength, parseNumber)
    .option('--mask <file>', say.generate.mask)
    .option('--extend <pixels>', say.generate.extend, parseMargins)
    .addOption(
      new Option('--prompt-syntax <kind>', say.generate.promptSyntax).choices(promptSyntaxes),
    )
    .option('--clip-skip <number>', say.generate.clipSkip, parseNumber)
    .option('--deep-cache <number>', say.generate.deepCache, parseNumber)
    .option('--int8', say.generate.int8)
    .option('--variation-seed <number>', say.generate.variationSeed)
    .option('--variation-strength <number>', say.generate.variationStrength, parseNumber)
    .addOption(new Option('--noise-source <kind>', say.generate.noiseSource).choices(noiseSources))
    .option('--safety-checker', say.generate.safetyChecker)
    .option('--no-safety-checker', say.generate.noSafetyChecker)
    .option('--watermark', say.generate.watermark)
    .option('--no-watermark', say.generate.noWatermark)
    .option('--json', say.json)
    .action(async (words: string, options: GenerateOptions) => {
      const prompt = await readPrompt(words, process.stdin, terminal, signal);
      await withStudio((studio) => generate(prompt, options, studio, terminal, signal));
    });

  command('tokenize <text>', say.tokenize.about)
    .addOption(
      new Option('--prompt-syntax <kind>', say.tokenize.promptSyntax).choices(promptSyntaxes),
    )
    .option('--seed <number>', say.tokenize.seed)
    .option('--steps <number>', say.tokenize.steps, parseNumber)
    .option('--embedding <word=file>', say.generate.embedding, parseEmbedding)
    .option('--json', say.json)
    .action(async (words: string, options: TokenizeOptions) => {
      const text = await readPrompt(words, process.stdin, terminal, signal);
      await withStudio(({ client }) => tokenize(text, options, client, terminal));
    });
}
