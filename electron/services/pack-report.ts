import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { ArmKind } from '../api/contract/arm.ts';
import type { Comparison, Difference } from '../api/contract/comparisons.ts';
import type { PackPrompt, PackRun } from '../api/contract/packs.ts';
import type { RatingGroup } from '../api/contract/votes.ts';
import { drawContactSheet } from '../images/contact-sheet.ts';
import type { SheetRow } from '../images/contact-sheet.ts';
import { armNames, reportWords, saySampler } from './pack-report-words.ts';
import { reportStyle } from './pack-report-style.ts';

export interface PackReportInput {
  readonly run: PackRun;
  readonly comparisons: readonly Comparison[];
  readonly measure: (comparisonId: string, seed: number) => Promise<readonly Difference[]>;
  /** Of the whole run; null where nobody has voted. */
  readonly ratings: RatingGroup | null;
  readonly ratingsByPrompt: readonly RatingGroup[];
  readonly nameModel: (modelId: string) => string;
  readonly locate: (pictureId: string) => string | null;
  /** How well a picture fits its words, and who says so; null where nobody was asked. */
  readonly scoreOf: (pictureId: string) => PackScore | null;
  readonly language: 'ja' | 'en';
}

export interface PackScore {
  readonly score: number;
  readonly scorer: string;
}

/** A seed of a prompt: its pictures as small WebP files, null where there is none. */
interface ReportRow {
  readonly seed: string;
  readonly pictures: readonly (Uint8Array | null)[];
  readonly scores: readonly (PackScore | null)[];
  readonly ssim: string;
}

/** Sides of the pictures in the report and on the sheet, in pixels. */
const reportSide = 256;
const sheetSide = 160;

/**
 * A run as one HTML file that needs nothing else (pictures inside, no script, nothing fetched), and as one PNG contact
 * sheet as a data URL.
 */
export async function createPackReport(
  input: PackReportInput,
): Promise<{ fileName: string; html: string; sheet: string }> {
  const { run, language } = input;
  const sections: string[] = [];
  const scored: (readonly (PackScore | null)[])[] = [];
  const sheetRows: SheetRow[] = [];
  for (const prompt of run.pack.prompts) {
    const rows = await readRows(prompt, input);
    sections.push(writePrompt(prompt, rows, input));
    for (const { seed, pictures, scores } of rows) {
      scored.push(scores);
      sheetRows.push({ caption: prompt.ja, note: `${prompt.en} · ${seed}`, pictures });
    }
  }
  const arms = run.arms.map(({ kind }) => ({
    name: armNames[language][kind],
    colour: armColours[kind],
  }));
  const title = run.pack.title[language];
  const png = await drawContactSheet({ title, arms, rows: sheetRows, side: sheetSide });
  return {
    fileName: `nishiki-${run.pack.id}-v${run.pack.version}-${run.createdAt.slice(0, 10)}`,
    html: writePage(sections, writeScores(scored, input), input),
    sheet: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
  };
}

const armColours: Record<ArmKind, string> = {
  ja: '#c8361d',
  en: '#1f5c86',
  'en-raw': '#1f5c86',
  'ja-stage1': '#5e7f2e',
};

async function readRows(prompt: PackPrompt, input: PackReportInput): Promise<ReportRow[]> {
  const rows: ReportRow[] = [];
  const made = input.comparisons.filter(
    ({ origin }) => origin?.type === 'pack' && origin.promptId === prompt.id,
  );
  for (const comparison of made) {
    for (const [index, seed] of comparison.seeds.entries()) {
      const ids = comparison.pictures[index] ?? [];
      if (ids.every((id) => id === null)) continue;
      const pictures = await Promise.all(ids.map((id) => readSmall(id, input.locate)));
      const differences = await input.measure(comparison.id, index);
      const ssim = differences.map((difference) => difference.ssim.toFixed(3)).join(' / ');
      const scores = ids.map((id) => (id === null ? null : input.scoreOf(id)));
      rows.push({ seed, pictures, scores, ssim });
    }
  }
  return rows;
}

async function readSmall(
  id: string | null,
  locate: PackReportInput['locate'],
): Promise<Uint8Array | null> {
  const path = id === null ? null : locate(id);
  if (path === null) return null;
  return await sharp(await readFile(path))
    .resize(reportSide, reportSide, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 82 })
    .toBuffer();
}

function writePrompt(prompt: PackPrompt, rows: readonly ReportRow[], input: PackReportInput) {
  const { run, language, ratingsByPrompt } = input;
  const say = reportWords[language];
  const rated = ratingsByPrompt.find(({ group }) => group === prompt.id);
  const body = rows.map(({ seed, pictures, scores, ssim }) => {
    const cells = pictures.map((picture, arm) => {
      const kind = run.arms[arm]?.kind ?? 'ja';
      const source = picture && Buffer.from(picture).toString('base64');
      const alt = `${prompt.ja} – ${armNames[language][kind]}, ${seed}`;
      return source
        ? `<td class="${kind}"><img src="data:image/webp;base64,${source}" alt="${escape(alt)}">${writeScore(scores[arm] ?? null)}</td>`
        : `<td class="${kind} missing">${say.missing}</td>`;
    });
    return `<tr><th scope="row">${seed}<small>SSIM ${ssim || '–'}</small></th>${cells.join('')}</tr>`;
  });
  return `<section id="${prompt.id}">
<h2 lang="ja">${escape(prompt.ja)}</h2>
<p class="en" lang="en">${escape(prompt.en)}</p>
<p class="note"><b>${say.right}</b> ${escape(prompt.note[language])}</p>
<table>${headOf(input)}${body.join('') || `<tr><td colspan="9">${say.notPrinted}</td></tr>`}</table>
${rated ? writeRatings(rated, input) : ''}
</section>`;
}

function headOf({ run, language, nameModel }: PackReportInput): string {
  const cells = run.arms.map(
    ({ kind, modelId }) =>
      `<th scope="col" class="${kind}">${armNames[language][kind]}<small>${escape(nameModel(modelId))}</small></th>`,
  );
  return `<thead><tr><th scope="col">${reportWords[language].seed}</th>${cells.join('')}</tr></thead>`;
}

function writeRatings({ ratings, votes }: RatingGroup, input: PackReportInput): string {
  const { language, nameModel } = input;
  const say = reportWords[language];
  const rows = ratings.map(
    ({ kind, modelId, wins, losses, draws, rating, low, high }) =>
      `<tr><th scope="row" class="${kind}">${armNames[language][kind]}<small>${escape(nameModel(modelId))}</small></th><td>${Math.round(rating)}</td><td>${Math.round(low)} … ${Math.round(high)}</td><td>${wins}</td><td>${draws}</td><td>${losses}</td></tr>`,
  );
  const head = [say.arm, say.rating, say.interval, say.wins, say.draws, say.losses]
    .map((name) => `<th scope="col">${name}</th>`)
    .join('');
  return `<table class="ratings"><caption>${say.votes(votes)}</caption><thead><tr>${head}</tr></thead>${rows.join('')}</table>`;
}

function writeScore(score: PackScore | null): string {
  if (score === null) return '';
  return `<small title="${escape(score.scorer)}">${score.score.toFixed(3)}</small>`;
}

/** Mean scores of the arms, one scorer after the other: those of different ones cannot be compared. */
function writeScores(
  rows: readonly (readonly (PackScore | null)[])[],
  { run, language, nameModel }: PackReportInput,
): string {
  const say = reportWords[language];
  const all = rows.flatMap((row) =>
    row.flatMap((score, arm) => (score ? [{ ...score, arm }] : [])),
  );
  const tables = [...new Set(all.map(({ scorer }) => scorer))].map((scorer) => {
    const lines = run.arms.map(({ kind, modelId }, arm) => {
      const own = all.filter((score) => score.scorer === scorer && score.arm === arm);
      const mean = own.reduce((sum, { score }) => sum + score, 0) / own.length;
      return `<tr><th scope="row" class="${kind}">${armNames[language][kind]}<small>${escape(nameModel(modelId))}</small></th><td>${own.length === 0 ? '–' : mean.toFixed(3)}</td><td>${own.length}</td></tr>`;
    });
    const head = [say.arm, say.meanScore, say.pictures]
      .map((name) => `<th scope="col">${name}</th>`)
      .join('');
    return `<table class="ratings"><caption>${say.scores(escape(scorer))}</caption><thead><tr>${head}</tr></thead>${lines.join('')}</table>`;
  });
  return tables.join('');
}

function writePage(sections: readonly string[], scores: string, input: PackReportInput): string {
  const { run, language, ratings } = input;
  const say = reportWords[language];
  const { width, height, steps, guidance, sampler } = run.settings;
  const facts = [
    `${run.pack.id} v${run.pack.version}`,
    run.createdAt.slice(0, 10),
    `${width} × ${height}`,
    `${say.steps} ${steps}`,
    `${say.guidance} ${guidance}`,
    saySampler(sampler, language),
    `${run.printed} / ${run.total}`,
  ];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escape(run.pack.title[language])} – Nishiki</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<h1>${escape(run.pack.title[language])}</h1>
<p>${escape(run.pack.about[language])}</p>
<p class="facts">${facts.map(escape).join(' · ')}</p>
<p class="facts">${say.sameNoise}</p>
${ratings ? writeRatings(ratings, input) : `<p class="facts">${say.noVotes}</p>`}
${scores}
</header>
<main>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
