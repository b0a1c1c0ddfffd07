// The looks of the report, in the page itself: it is one file, and asks nobody for anything.

export const STYLE: string = `
:root { color-scheme: light dark; --back: #fff; --card: #f6f7f9; --line: #d9dde3; --text: #1b1f24; --soft: #59636e; --red: #b3261e; --green: #17703a; --yellow: #8a5a00; --blue: #0b57d0;
  --redback: #fdecea; --greenback: #e6f4ea; --yellowback: #fff4dc; }
@media (prefers-color-scheme: dark) { :root { --back: #14171b; --card: #1c2026; --line: #353c45; --text: #e6e9ed; --soft: #9aa4af; --red: #ff8a80; --green: #7ddc9a; --yellow: #ffcf70; --blue: #8ab4f8;
  --redback: #3b1f1e; --greenback: #17321f; --yellowback: #382c12; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1.25rem 4rem; font: 16px/1.5 system-ui, sans-serif; background: var(--back); color: var(--text); }
h1 { font-size: 1.05rem; font-weight: 600; color: var(--soft); margin: 0 0 1rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 0; }
h4 { font-size: .9rem; margin: 1.25rem 0 .4rem; color: var(--soft); font-weight: 600; }
p { margin: .4rem 0; }
code, pre, .value { font: .85em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: var(--blue); }
.verdict { border-left: .4rem solid; border-radius: .5rem; padding: 1.1rem 1.25rem; }
.verdict strong { display: block; font-size: 1.6rem; line-height: 1.25; }
.equal { border-color: var(--green); background: var(--greenback); } .equal strong { color: var(--green); }
.different { border-color: var(--red); background: var(--redback); } .different strong { color: var(--red); }
.unknown { border-color: var(--yellow); background: var(--yellowback); } .unknown strong { color: var(--yellow); }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; margin: 1rem 0; }
.side, .numbers > div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; min-width: 0; }
.side b, .tag { display: inline-block; min-width: 1.5em; text-align: center; border-radius: .3rem; padding: 0 .35em; font-weight: 700; background: var(--text); color: var(--back); }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; }
.numbers b { display: block; font-size: 1.35rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.soft, .numbers span { color: var(--soft); font-size: .9rem; }
.group { border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 1rem; background: var(--card); }
.group > header { display: flex; gap: .75rem; align-items: baseline; justify-content: space-between; flex-wrap: wrap; padding: .8rem 1rem .3rem; }
.group > header span { color: var(--red); font-weight: 600; white-space: nowrap; }
.group > div { padding: 0 1rem .8rem; }
.two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .5rem .75rem; }
.two > div { background: var(--back); border: 1px solid var(--line); border-radius: .4rem; padding: .4rem .6rem; min-width: 0; }
.differences { display: grid; grid-template-columns: minmax(6rem, 11rem) minmax(0, 1fr) minmax(0, 1fr); margin: .6rem 0; border-top: 1px solid var(--line); }
.differences > div { border-bottom: 1px solid var(--line); padding: .35rem .6rem .35rem 0; min-width: 0; } .what { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
.none { color: var(--soft); font-style: italic; }
details { margin: .6rem 0; } summary { cursor: pointer; } summary code { font-size: .9em; }
details > summary:focus-visible, a:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.stage { grid-column: 1 / -1; font-size: .75rem; letter-spacing: .04em; color: var(--soft); border-bottom: 1px solid var(--line); padding-top: .4rem; }
.trace { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .25rem .75rem; }
.call { min-width: 0; padding: .15rem .5rem; font-size: .85rem; border-radius: .3rem; }
.call.quiet { color: var(--soft); } .call.hit { background: var(--redback); outline: 1px solid var(--red); }
.call.both { grid-column: 1 / -1; } .call small { color: var(--soft); }
.change { display: block; margin: .1rem 0; } .change.parts { color: var(--red); } .change.moved, .change.way { color: var(--yellow); } .change.same { color: var(--green); }
pre { background: var(--back); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem; margin: .3rem 0; white-space: pre-wrap; max-height: 30rem; overflow: auto; }
pre del { text-decoration: none; background: var(--redback); color: var(--red); display: block; } pre ins { text-decoration: none; background: var(--greenback); color: var(--green); display: block; }
ol { padding-left: 1.4rem; margin: .5rem 0; } .verdict a { color: inherit; overflow-wrap: anywhere; }
ul { padding-left: 1.2rem; margin: .4rem 0; }
@media (max-width: 40rem) {
  body { padding: 1rem .8rem 3rem; } .sides, .two { grid-template-columns: minmax(0, 1fr); } .trace, .differences { grid-template-columns: minmax(0, 1fr); }
  .differences > div:not(:nth-child(3n)) { border-bottom: 0; padding-bottom: 0; } .verdict strong { font-size: 1.3rem; }
  .call.empty { display: none; } td, th { padding-right: .4rem; }
}
@media print { body { max-width: none; } details:not([open]) > *:not(summary) { display: block; } }
`
