// The look, in a sheet that the page's own policy does not forbid: constructed, not written into the page.

export const STYLE = `
:host { all: initial; position: fixed; inset: auto 20px 20px auto; z-index: 2147483000; color-scheme: light;
  --accent: oklch(0.55 0.13 250); --on-accent: #fff;
  --surface: #fff; --raised: #f6f5f3; --text: #23211f; --muted: #68635d; --line: #e3dfda; --bad: #b3261e;
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
:host([hidden]) { display: none; }
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { color-scheme: dark;
  --surface: #1f1e1c; --raised: #2a2927; --text: #f0eeea; --muted: #aba59d; --line: #3a3835; --bad: #ff8a80; } }
:host([theme="dark"]) { color-scheme: dark;
  --surface: #1f1e1c; --raised: #2a2927; --text: #f0eeea; --muted: #aba59d; --line: #3a3835; --bad: #ff8a80; }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button, input, textarea { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; padding: 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.bubble { position: relative; display: grid; place-items: center; width: 56px; height: 56px; margin-left: auto;
  border-radius: 28px; background: var(--accent); color: var(--on-accent); box-shadow: 0 4px 16px rgb(0 0 0 / .22); }
.bubble:focus-visible { outline-offset: 3px; outline-color: var(--text); }
svg { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round;
  stroke-linejoin: round; flex: none; }
.bubble svg { width: 28px; height: 28px; }
.count { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px;
  background: #b3261e; color: #fff; font-size: 13px; font-weight: 600; line-height: 22px; text-align: center; }
.panel { position: fixed; right: 20px; bottom: 88px; display: flex; flex-direction: column; width: 380px;
  height: min(620px, calc(100vh - 108px)); height: min(620px, calc(100dvh - 108px)); overflow: hidden;
  background: var(--surface); color: var(--text); border: 1px solid var(--line); border-radius: 14px;
  box-shadow: 0 12px 40px rgb(0 0 0 / .24); }
header { display: flex; align-items: center; gap: 10px; padding: 12px 10px 12px 16px; background: var(--accent);
  color: var(--on-accent); }
header > div:first-child { flex: 1; min-width: 0; }
h2 { margin: 0; font-size: 16px; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
header p { margin: 1px 0 0; font-size: 13px; }
.icon { display: grid; place-items: center; width: 36px; height: 36px; border-radius: 8px; flex: none; }
.icon:hover { background: color-mix(in srgb, currentColor 14%, transparent); }
header :focus-visible { outline-color: var(--on-accent); }
.menu { position: relative; }
.menu > div { position: absolute; z-index: 3; top: 40px; right: 0; min-width: 230px; padding: 4px; border-radius: 10px;
  background: var(--surface); color: var(--text); border: 1px solid var(--line); box-shadow: 0 8px 24px rgb(0 0 0 / .2); }
.menu > div button { display: block; width: 100%; padding: 9px 10px; border-radius: 6px; text-align: left; }
.menu > div button:hover { background: var(--raised); }
.talk { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 14px 14px 6px; display: flex;
  flex-direction: column; gap: 3px; min-height: 60px; }
.talk > :first-child { margin-top: auto; }
.welcome { margin: 0 0 10px; padding: 10px 13px; border-radius: 12px; background: var(--raised); align-self: flex-start;
  max-width: 85%; }
.day { align-self: center; margin: 10px 0 6px; font-size: 12px; color: var(--muted); }
.one { max-width: 85%; align-self: flex-start; margin-top: 4px; }
.one.mine { align-self: flex-end; }
.who { margin: 6px 0 2px 2px; font-size: 12px; color: var(--muted); }
.said { padding: 8px 12px; border-radius: 12px; background: var(--raised); white-space: pre-wrap;
  overflow-wrap: anywhere; }
.mine .said { background: var(--accent); color: var(--on-accent); }
.said a { color: inherit; text-decoration: underline; }
.mark { margin: 2px 2px 0; font-size: 12px; color: var(--muted); text-align: right; }
.mark.bad { color: var(--bad); }
.mark button { text-decoration: underline; padding: 3px 2px; }
.file { display: flex; align-items: center; gap: 8px; margin-top: 3px; padding: 7px 11px; border-radius: 12px;
  background: var(--raised); color: var(--text); text-decoration: none; font-size: 14px; overflow-wrap: anywhere; }
.file img { display: block; max-width: 100%; width: 220px; height: 150px; border-radius: 8px; object-fit: cover; }
.file:has(img) { padding: 4px; width: fit-content; }
.mine .file { margin-left: auto; width: fit-content; }
.more, .quiet { align-self: center; padding: 5px 10px; border-radius: 8px; color: var(--muted); font-size: 13px; }
.more:hover, .quiet:hover { background: var(--raised); }
.note { margin: 0; padding: 7px 14px; font-size: 13px; color: var(--muted); }
.note.offline { background: var(--raised); color: var(--text); }
form.write { padding: 6px 10px 10px; }
.box { border: 1px solid var(--line); border-radius: 12px; background: var(--surface); padding: 4px; }
.box:focus-within { border-color: var(--accent); outline: 1px solid var(--accent); }
textarea { display: block; width: 100%; max-height: 132px; padding: 7px 8px; border: 0; background: none; resize: none;
  font-size: 16px; outline: 0; field-sizing: content; min-height: 38px; }
.box textarea:focus-visible { outline: 0; }
.tools { display: flex; align-items: center; gap: 2px; }
.tools > span { flex: 1; }
.tools .icon { color: var(--muted); }
.send { display: grid; place-items: center; width: 38px; height: 34px; border-radius: 9px; background: var(--accent);
  color: var(--on-accent); }
.send:disabled { background: var(--raised); color: var(--muted); cursor: default; }
.files { display: flex; flex-wrap: wrap; gap: 5px; padding: 4px; }
.files span { display: flex; align-items: center; gap: 4px; max-width: 100%; padding: 2px 2px 2px 9px; border-radius: 8px;
  background: var(--raised); font-size: 13px; overflow-wrap: anywhere; }
.files .icon { width: 26px; height: 26px; }
.files svg { width: 14px; height: 14px; }
.faces { display: grid; grid-template-columns: repeat(8, 1fr); gap: 2px; padding: 6px; border-top: 1px solid var(--line); }
.faces button { height: 36px; font-size: 20px; border-radius: 8px; }
.faces button:hover { background: var(--raised); }
.ask, .rate { padding: 14px 16px; display: flex; flex-direction: column; gap: 10px; border-top: 1px solid var(--line);
}
.extra { flex: none; max-height: 78%; overflow-y: auto; }
h3, legend { margin: 0; padding: 0; font-size: 15px; font-weight: 600; }
label { display: block; font-size: 14px; }
label small, .ask small { color: var(--muted); font-size: 12px; }
.ask input[type="text"], .ask input[type="email"], .rate textarea { display: block; width: 100%; margin-top: 3px;
  padding: 8px 10px; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); font-size: 16px; }
.ask input:focus, .rate textarea:focus { outline: 2px solid var(--accent); outline-offset: 0; }
.tick { display: flex; gap: 8px; align-items: flex-start; }
.tick input { width: 18px; height: 18px; margin: 1px 0 0; accent-color: var(--accent); flex: none; }
.row { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; }
.button { padding: 9px 16px; border-radius: 9px; background: var(--accent); color: var(--on-accent); font-weight: 600; }
.error { margin: 0; color: var(--bad); font-size: 13px; }
fieldset { margin: 0; padding: 0; border: 0; }
.stars { display: flex; gap: 2px; margin-top: 4px; }
.stars label { position: relative; display: grid; place-items: center; width: 40px; height: 40px; cursor: pointer; }
.stars input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
.stars svg { width: 28px; height: 28px; color: var(--muted); }
.stars label.on svg { fill: #d98e04; color: #d98e04; }
.stars label:has(:focus-visible) { outline: 2px solid var(--accent); border-radius: 8px; }
.drop { position: absolute; inset: 8px; z-index: 4; display: grid; place-items: center; border-radius: 10px;
  border: 2px dashed var(--accent); background: color-mix(in srgb, var(--surface) 92%, transparent); pointer-events: none; }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.dots i { display: inline-block; width: 5px; height: 5px; margin-right: 3px; border-radius: 3px; background: currentColor;
  animation: dot 1.2s infinite; }
.dots i:nth-child(2) { animation-delay: .2s; } .dots i:nth-child(3) { animation-delay: .4s; }
@keyframes dot { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { .dots i { animation: none; } }
@media (max-width: 480px) {
  .panel { inset: 0; width: 100%; height: 100%; height: 100dvh; border: 0; border-radius: 0; }
  .is-open .bubble { display: none; }
}
@media (max-height: 480px) { .panel { top: 0; bottom: 0; height: 100dvh; border-radius: 0; } .is-open .bubble { display: none; } }
`;

// Black or white, whichever is read better on the brand's colour.
export function textOn(accent) {
  const lightness = Number(/oklch\(\s*([\d.]+)/.exec(accent)?.[1] ?? 0.5);
  return lightness > 0.66 ? "#1b1a18" : "#fff";
}
