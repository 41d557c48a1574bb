/** The report's only style sheet; light or dark as the reader's system prefers. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #ffffff; --ink: #1c2430; --soft: #5b6675; --line: #dde2e8;
  --accent: #0f6cbd; --high: #b3261e; --medium: #b25e09; --low: #806600; --informational: #4a5a6b; --good: #1a7f4b; --code: #eef1f5; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181e; --card: #1d232b; --ink: #e6eaf0; --soft: #9aa6b4; --line: #323b47;
  --accent: #6cb4f5; --high: #ff8a80; --medium: #ffb066; --low: #e6cc5c; --informational: #a9b8c8; --good: #6fd19b; --code: #262e38; } }
* { box-sizing: border-box; }
.warn { color: var(--medium); margin: 4px 0; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 40px 0 12px; } h3 { font-size: 16px; margin: 0; overflow-wrap: anywhere; }
p { margin: 6px 0; } .soft { color: var(--soft); } .small { font-size: 13px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin: 20px 0; }
.tile, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.tile { padding: 12px 14px; } .tile b { display: block; font-size: 24px; line-height: 1.2; }
.card { padding: 16px 18px; margin: 12px 0; }
.head { display: flex; gap: 10px; align-items: baseline; flex-wrap: wrap; }
.badge { font-size: 12px; font-weight: 600; padding: 1px 8px; border: 1px solid currentColor; border-radius: 999px; white-space: nowrap; }
.High { color: var(--high); } .Medium { color: var(--medium); } .Low { color: var(--low); } .Informational { color: var(--informational); }
.chips { display: flex; gap: 6px; flex-wrap: wrap; margin: 8px 0; padding: 0; list-style: none; }
.chips li { background: var(--code); border-radius: 6px; padding: 1px 8px; font-size: 13px; overflow-wrap: anywhere; }
.chips b { color: var(--soft); font-weight: 500; margin-right: 4px; }
details { border-top: 1px solid var(--line); padding: 8px 0 0; margin: 10px 0 0; }
summary { cursor: pointer; color: var(--accent); overflow-wrap: anywhere; }
.tree { margin: 10px 0 4px; padding: 0; list-style: none; overflow-wrap: anywhere; } .tree ul { list-style: none; margin: 6px 0 0; padding-left: 22px; border-left: 2px solid var(--line); }
.tree b { font-weight: 600; }
code, pre { font: 13px/1.45 ui-monospace, "Cascadia Mono", Consolas, monospace; }
pre { background: var(--code); border-radius: 6px; padding: 8px 10px; margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; color: var(--soft); font-weight: 500; } th, td { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th.n, td.n { text-align: right; padding-right: 20px; } td.n, td.day { white-space: nowrap; } td.who { max-width: 380px; } td code { overflow-wrap: anywhere; }
svg.timeline { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 11px; } svg .axis { stroke: var(--line); }
svg .found { fill: var(--accent); } svg .hidden { fill: var(--soft); opacity: .55; }
th, td.name { white-space: nowrap; }
@media (max-width: 640px) { table.stack thead { display: none; } table.stack, table.stack tbody, table.stack tr, table.stack td { display: block; width: 100%; }
  table.stack td { border: 0; padding: 2px 0; text-align: left; } table.stack tr { border-bottom: 1px solid var(--line); padding: 8px 0; } .timeline-scroll svg { min-width: 640px; } }
.wrong { border-color: var(--high); } .none { color: var(--soft); }
`;
