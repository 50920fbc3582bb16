/** The report's own style: paper and ink, the two colours of the arms, legible in the dark and in print. */
export const reportStyle = `
:root { color-scheme: light dark; --ground: #f6f3ec; --raised: #fffdf8; --line: #ded7c9; --ink: #1d1a17; --quiet: #6f675c; --ja: #c8361d; --en: #1f5c86; --stage1: #5e7f2e }
@media (prefers-color-scheme: dark) { :root { --ground: #161412; --raised: #201d1a; --line: #38332d; --ink: #efe9df; --quiet: #a0978a; --ja: #f0694a; --en: #6fb1dc; --stage1: #a3c567 } }
body { margin: 0 auto; max-width: 1100px; padding: 32px 24px; background: var(--ground); color: var(--ink); font: 15px/1.6 "Zen Kaku Gothic New", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", sans-serif }
h1 { margin: 0; font-size: 28px }
h2 { margin: 0; font-size: 19px }
section { margin-top: 32px; border-top: 1px solid var(--line); padding-top: 20px; break-inside: avoid }
p { margin: 2px 0 }
.en, .facts, .note, small { color: var(--quiet) }
.note b { font-weight: 500 }
small { display: block; font-size: 12px; font-weight: 400 }
table { border-collapse: separate; border-spacing: 8px; margin: 8px -8px }
th { text-align: left; font-weight: 500; vertical-align: top; font-variant-numeric: tabular-nums }
td img { display: block; width: 256px; max-width: 100%; height: auto }
td.ja, td.en, td.en-raw, td.ja-stage1 { border-bottom: 3px solid; padding: 0 }
.ja { border-color: var(--ja) !important } th.ja { color: var(--ja) }
.en-raw, td.en { border-color: var(--en) !important } th.en, th.en-raw { color: var(--en) }
td.en-raw { border-bottom-style: dashed !important }
.ja-stage1 { border-color: var(--stage1) !important } th.ja-stage1 { color: var(--stage1) }
td.missing { width: 256px; color: var(--quiet); text-align: center }
.ratings td { text-align: right; font-variant-numeric: tabular-nums; padding-left: 12px }
.ratings caption { text-align: left; color: var(--quiet); font-size: 13px }
@media print { body { max-width: none; background: none } }
`;
