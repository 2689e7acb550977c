/** How a report looks on a screen, on a phone and on A4. Its hash is all that the page's policy lets in. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --band: #f3f5f8; --accent: #2f5c9e; --page: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #a0a8b2; --line: #3b424b; --band: #22272e; --accent: #8ab4f0; --page: #16191d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 "Segoe UI", system-ui, sans-serif; overflow-wrap: anywhere; }
main, footer { max-width: 54rem; margin: 0 auto; padding: 1.25rem; }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 2rem 0 0; padding-top: .75rem; border-top: 3px solid var(--accent); font-size: 1.3rem; }
h3 { margin: 1.25rem 0 .5rem; font-size: 1rem; }
.number { margin: 0; color: var(--accent); font-weight: 600; }
.about, .at, dt, footer { color: var(--soft); }
.about { margin: .25rem 0 0; }
dl { margin: 0; }
dl div { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .25rem 1rem; padding: .2rem 0; border-bottom: 1px solid var(--line); }
dd { margin: 0; }
ol { margin: .5rem 0 0; padding: 0; list-style: none; }
li { padding: .35rem 0 .35rem .75rem; border-left: 2px solid var(--line); }
blockquote { margin: .4rem 0; padding: .5rem .75rem; background: var(--band); border-left: 3px solid var(--line); white-space: pre-line; }
footer { border-top: 1px solid var(--line); font-size: .85rem; }
footer p { margin: .25rem 0; }
@media (max-width: 34rem) { dl div { grid-template-columns: 1fr; gap: 0; } h1 { font-size: 1.35rem; } }
@page { size: A4; margin: 18mm 16mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --band: #f3f5f8; --accent: #2f5c9e; --page: #fff; }
  body { font-size: 10.5pt; }
  main, footer { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  li, dl div { break-inside: avoid; }
  blockquote { -webkit-print-color-adjust: exact; print-color-adjust: exact; orphans: 3; widows: 3; }
}
`;

/** SHA-256 of it, as a policy names it; the test of the page computes it anew. */
export const styleHash = 'sha256-G6atx5M1BZfciNl4ars++9bsM1JtqY0uz+DX5j7qSjU=';
