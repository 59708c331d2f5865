import { verbatim } from "./html-text";

/** How the page looks: on a wide screen and on a telephone, by day and by night, and on paper. */
export const style = verbatim(`
:root {
  --page: #f4f6f8; --card: #ffffff; --ink: #1b1f24; --quiet: #535b65; --line: #cfd6de; --accent: #0550ae;
  --red: #a31515; --red-soft: #fdecea; --green: #0f6229; --green-soft: #e2f6e7; --amber: #6f4400; --amber-soft: #fff1d0;
  --blue: #0b4f9c; --blue-soft: #e3f0fd; --violet: #5a2ea6; --violet-soft: #f0e9fd; --code: #eef1f4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --card: #161b22; --ink: #e6edf3; --quiet: #a5aeb9; --line: #363d47; --accent: #8cc7ff;
    --red: #ffa198; --red-soft: #391a1c; --green: #7ee2a0; --green-soft: #132c1c; --amber: #f2cc60; --amber-soft: #35280a;
    --blue: #8cc7ff; --blue-soft: #12273d; --violet: #d3b8ff; --violet-soft: #291d42; --code: #22282f;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header, main, footer { width: min(70rem, 100% - 2.5rem); margin: 0 auto; }
header { margin-top: 1.5rem; padding: 1.25rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-left: .5rem solid var(--green); border-radius: .6rem; }
.refused header { border-left-color: var(--red); }
h1 { margin: .1rem 0 .3rem; font-size: 1.75rem; line-height: 1.25; color: var(--green); overflow-wrap: anywhere; }
.refused h1 { color: var(--red); }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.3rem; }
h3 { margin: 1.5rem 0 .6rem; font-size: 1.05rem; }
h4 { margin: 0 0 .5rem; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: .35rem 0; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .2rem; }
code, pre { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { overflow-wrap: anywhere; }
p code, li code { background: var(--code); padding: .08em .3em; border-radius: .25rem; }
.about, .counts { color: var(--quiet); }
.deployment { padding: .5rem .75rem; background: var(--amber-soft); color: var(--amber); border-radius: .4rem; }
.skip { position: absolute; left: -999rem; padding: .5rem 1rem; background: var(--card); }
.skip:focus { left: 1rem; top: 1rem; z-index: 1; }
.next { margin-top: .9rem; }
.copy { display: flex; gap: .5rem; align-items: stretch; margin: .4rem 0; }
.copy pre { flex: 1; min-width: 0; margin: 0; padding: .55rem .75rem; overflow-x: auto; background: var(--code); border-radius: .4rem; user-select: all; -webkit-user-select: all; }
.copy code { overflow-wrap: normal; }
button { font: inherit; font-size: .875rem; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .75rem; cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
.bar { display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline; justify-content: space-between; }
.finding { margin: .75rem 0; padding: .9rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--blue); border-radius: .5rem; }
.finding.refused { border-left-color: var(--red); }
.finding.approved { border-left-color: var(--amber); }
.finding .says + .says { margin-top: .8rem; padding-top: .8rem; border-top: 1px dashed var(--line); }
.what { font-weight: 600; overflow-wrap: anywhere; }
.why { color: var(--quiet); }
.class, .fate, .chip, .action, .number, .flag, .port { display: inline-block; padding: .05rem .5rem; border-radius: 1rem; font-size: .8125rem; font-weight: 600; line-height: 1.5; background: var(--code); color: var(--ink); white-space: nowrap; }
.refused .class { background: var(--red-soft); color: var(--red); }
.approved .class { background: var(--amber-soft); color: var(--amber); }
.noted .class { background: var(--blue-soft); color: var(--blue); }
.action { font-weight: 400; }
.created, .opened { background: var(--green-soft); color: var(--green); }
.changed, .moved { background: var(--amber-soft); color: var(--amber); }
.new { background: var(--violet-soft); color: var(--violet); }
.replaced, .destroyed, .closed, .unknown, .forgotten { background: var(--red-soft); color: var(--red); }
.objects { margin: .25rem 0 .7rem; padding-left: 1.2rem; columns: 36rem; }
.approve summary, .change summary { cursor: pointer; }
.approve { margin-top: .6rem; }
.approve summary { color: var(--accent); }
.picture { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
.path { list-style: none; margin: 0; padding: 1.25rem; display: flex; gap: .5rem; overflow-x: auto; }
.path > li { flex: 1 1 0; min-width: 0; }
.path > .flow { flex: 0 0 auto; text-align: center; color: var(--quiet); }
.flow .port { display: block; margin: .15rem 0; }
.flow::after { content: "→"; display: block; font-size: 1.4rem; line-height: 1; }
.path { align-items: flex-start; }
.path > .flow { padding-top: .35rem; }
.ends { padding: .55rem .25rem 0; font-size: .875rem; }
.ends b { color: var(--quiet); font-weight: 600; }
.ends ul { list-style: none; margin: .15rem 0 0; padding: 0; }
.ends li { margin: .2rem 0; }
.ends .world code { background: var(--red-soft); color: var(--red); }
.beside .box > a, .beside .box > span { height: 100%; }
.beside { list-style: none; margin: 0; padding: 1rem 1.25rem 1.25rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .6rem; }
.path + .beside { border-top: 1px dashed var(--line); }
.box > a, .box > span { display: block; padding: .6rem .75rem; color: var(--ink); text-decoration: none; background: var(--page); border: 1px solid var(--line); border-radius: .5rem; }
.box > a:hover { border-color: var(--accent); }
.box > .grows { border: 2px solid var(--green); }
.box > .changes { border: 2px solid var(--amber); }
.box > .refused { border: 2px solid var(--red); }
.box .flag { background: var(--red-soft); color: var(--red); }
.box b::first-letter, .part > h3::first-letter { text-transform: uppercase; }
.chips { display: flex; flex-wrap: wrap; gap: .25rem; margin-top: .35rem; }
.box > .still { color: var(--quiet); }
.change { margin: .35rem 0; padding: .45rem .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; }
.change summary { overflow-wrap: anywhere; }
.change .fate { min-width: 6.5rem; }
p.change { padding-left: 1.9rem; }
.scroll { overflow-x: auto; margin-top: .5rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; min-width: 6rem; }
thead th { border-top: 0; color: var(--quiet); font-weight: 600; }
tbody th { min-width: 9rem; font-weight: 400; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
del { color: var(--red); text-decoration: none; background: var(--red-soft); }
ins { color: var(--green); text-decoration: none; background: var(--green-soft); }
.more { color: var(--quiet); }
footer { margin: 2.5rem auto 2rem; color: var(--quiet); }
footer .verdict { font-weight: 700; color: var(--green); }
.refused footer .verdict { color: var(--red); }
@media (max-width: 48rem) {
  header { width: 100%; margin: 0; border-radius: 0; border-width: 0 0 1px .5rem; }
  main, footer { width: calc(100% - 1.5rem); }
  .path > li { flex: 0 0 auto; }
  h1 { font-size: 1.4rem; }
  .path { flex-direction: column; align-items: stretch; }
  .flow::after { content: "↓"; }
  .flow .port { display: inline-block; }
  .copy { flex-direction: column; }
  .copy button { align-self: flex-start; }
}
@media print {
  body { background: none; }
  .tools, .skip, button { display: none; }
  .finding, .change, .picture { break-inside: avoid; }
}
`);

/** What the page can do beyond reading: copy a line, fold and unfold. Without it the buttons stay hidden. */
export const script = verbatim(`
"use strict";
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const line = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(line.textContent);
    } catch {
      getSelection().selectAllChildren(line);
      document.execCommand("copy");
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}
for (const tools of document.querySelectorAll(".tools")) tools.hidden = false;
for (const button of document.querySelectorAll("[data-fold]")) {
  button.addEventListener("click", () => {
    for (const one of document.querySelectorAll("details.change")) one.open = button.dataset.fold === "open";
  });
}
`);
