// The page's comforts: theme, copying, live results, short links. Without this file everything still works.

const byId = (id) => document.getElementById(id);
const tell = (text) => { byId("live").textContent = text; };

// ---- theme: the system's, light or dark

const THEMES = ["auto", "light", "dark"];
const themeButton = byId("theme");

function showTheme() {
  themeButton.textContent = `Theme: ${document.documentElement.dataset.theme ?? "auto"}`;
  themeButton.hidden = false;
}

function nextTheme() {
  const root = document.documentElement;
  const theme = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % THEMES.length];
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch { /* storage may be forbidden: the choice lasts for this page */ }
  showTheme();
}

themeButton.addEventListener("click", nextTheme);
showTheme();

// ---- copying

async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // on plain http there is no clipboard to write to
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("refused");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button.copy");
  if (!button) return;
  const label = button.firstChild;
  const name = button.dataset.name ??= label.data;
  try {
    const { copy, from } = button.dataset;
    await copyText(from ? await (await fetch(from)).text() : (byId(copy) ?? button.previousElementSibling).textContent);
    label.data = "Copied";
  } catch {
    label.data = "Select and copy by hand";
  }
  button.focus({ preventScroll: true });
  tell(label.data);
  setTimeout(() => { label.data = name; }, 1600);
});

// ---- live results

const form = byId("form");
let timer = 0;
let running = null;
let later = new Map(); // parts that wait until nobody is in them

function address() {
  const pairs = [...new FormData(form)].filter(([, value]) => value.trim() !== "");
  const query = new URLSearchParams(pairs).toString().replace(/%2F/g, "/").replace(/%3A/g, ":").replace(/%2C/g, ",");
  return `${form.getAttribute("action")}${query ? `?${query}` : ""}`;
}

function schedule(wait) {
  clearTimeout(timer);
  running?.abort();
  later.clear();
  byId("result").setAttribute("aria-busy", "true");
  timer = setTimeout(update, wait);
}

async function update() {
  const mine = new AbortController();
  running = mine;
  const url = address();
  try {
    const response = await fetch(url, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    await import(byId("result").dataset.changes); // marks what the edit changes; nobody needs it before the first one
    if (mine.signal.aborted) return;
    swap(page);
    document.title = page.title;
    history.replaceState(null, "", url);
    byId("result").removeAttribute("aria-busy");
    tell(byId("p-jump").textContent.trim());
  } catch (error) {
    if (error.name === "AbortError") return;
    offline(error);
  }
}

function offline(error) {
  const note = document.createElement("p");
  note.className = "stop";
  note.textContent = `The server did not answer (${error.message}). What stands below is from before your last change.`;
  byId("offline")?.remove();
  note.id = "offline";
  byId("result").prepend(note);
  tell(note.textContent);
}

function swap(page) {
  byId("offline")?.remove();
  for (const part of page.querySelectorAll("[data-part]")) {
    const old = byId(part.id);
    if (old && !old.isEqualNode(part)) place(old, document.adoptNode(part));
  }
}

function place(old, part) {
  if (old.closest("form") && (old.contains(document.activeElement) || old.matches(":active"))) {
    later.set(part.id, part);
    refreshWords(old, part);
    return;
  }
  for (const box of [part, ...part.querySelectorAll("details[id]")]) {
    const was = box.tagName === "DETAILS" && byId(box.id);
    if (was) box.open = was.open || box.querySelector(".say.error") !== null;
  }
  old.replaceWith(part);
}

// Somebody is typing here: the controls stay, only what is said beside them changes.
function refreshWords(old, part) {
  for (const says of part.querySelectorAll(".says")) {
    const there = old.querySelector(`#${CSS.escape(says.id)}`);
    if (there) there.replaceChildren(...says.cloneNode(true).childNodes);
  }
  for (const control of part.querySelectorAll("input, select")) {
    const there = control.id && old.querySelector(`#${CSS.escape(control.id)}`);
    if (there) there.toggleAttribute("aria-invalid", control.hasAttribute("aria-invalid"));
    if (there && control.hasAttribute("aria-invalid")) there.setAttribute("aria-invalid", "true");
  }
}

function placeLater() {
  for (const [id, part] of later) {
    const old = byId(id);
    if (old.contains(document.activeElement) || old.matches(":active")) continue;
    later.delete(id);
    place(old, part);
  }
}

function dropVlans(keep) {
  for (const box of form.querySelectorAll("details.vlan")) {
    if (!keep(box.id.replace("d-vlan-", ""))) box.remove();
  }
}

function submitted(event) {
  event.preventDefault();
  const button = event.submitter;
  if (button?.name === "without") {
    const ids = byId("f-vlan");
    ids.value = ids.value.split(/[ ,]+/).filter((id) => id && id !== button.value).join(", ");
    dropVlans((id) => id !== button.value);
    ids.focus();
  }
  schedule(0);
}

if (form) {
  form.addEventListener("input", (event) => schedule(event.target.matches("select, [type=radio]") ? 0 : 250));
  form.addEventListener("change", (event) => {
    if (event.target.id !== "f-vlan") return;
    const ids = event.target.value.split(/[ ,]+/);
    dropVlans((id) => ids.includes(id));
    schedule(0);
  });
  form.addEventListener("submit", submitted);
  form.addEventListener("focusout", () => setTimeout(placeLater, 0));
  const here = new URL(location.href);
  if (here.searchParams.has("shared")) {
    history.replaceState(null, "", here.search.replace(/[?&]shared=[^&]*/, "") ? here.href.replace(/&shared=[^&]*/, "") : here.pathname);
  }
}

// ---- short links

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("form.share")) return;
  event.preventDefault();
  const output = byId("short");
  try {
    const body = new URLSearchParams(new FormData(event.target));
    const response = await fetch(event.target.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const made = await response.json().catch(() => ({}));
    const why = made.errors?.map((each) => `${each.value && `“${each.value}” `}${each.message} ${each.mend}`).join(" ");
    if (!response.ok) throw new Error(why || `status ${response.status}`);
    const link = document.createElement("a");
    link.href = link.textContent = made.link;
    output.replaceChildren(link, made.expires ? ` until ${made.expires.slice(0, 16).replace("T", " ")} UTC` : "");
  } catch (error) {
    output.textContent = `No short link was made. ${error.message}`;
  }
});

// ---- finding: "/" goes to the search box, arrows walk the results, Ctrl-K opens the palette

const ACTIONS = [
  ["Generate a configuration", "/generate"],
  ["Which mode?", "/generate/which-mode"],
  ["New note", "/notes/new"],
  ["New troubleshooting entry", "/troubleshooting/new"],
  ["All notes", "/notes/"],
  ["All troubleshooting entries", "/troubleshooting/"],
  ["Journal: what was written lately", "/notes/journal"],
  ["Trash", "/notes/trash"],
  ["Import notes", "/notes/import"],
  ["Short links", "/s/"],
  ["Convert a configuration", "/convert"],
  ["Reference", "/reference/"],
  ["Rules", "/reference/rules/"],
  ["Paste a log", "/search"],
];
const find = byId("find");
const searchFor = (text) => `/search?${new URLSearchParams({ q: text })}`;
let palette = null;

// A pasted log has lines, which a search box would lose; and it may be too long for an address.
function pasted(event) {
  const text = event.clipboardData.getData("text");
  if (!text.trim().includes("\n")) return;
  event.preventDefault();
  const sent = document.createElement("form");
  const area = document.createElement("textarea");
  Object.assign(sent, { action: "/search", method: "post", hidden: true });
  Object.assign(area, { name: "q", value: text });
  sent.append(area);
  document.body.append(sent);
  sent.submit();
  sent.remove();
}

function walk(event) {
  const links = [...document.querySelectorAll("ol.results h2 a")];
  const here = links.indexOf(document.activeElement);
  if (!links.length || (here < 0 && document.activeElement !== find)) return;
  event.preventDefault();
  const next = here + (event.key === "ArrowDown" ? 1 : -1);
  if (next < 0) find.focus();
  else links[Math.min(next, links.length - 1)].focus();
}

async function look(words) {
  const response = await fetch(`/search.json?${new URLSearchParams({ q: words, limit: 8 })}`);
  const { recognised, found } = await response.json();
  return [...recognised.map((each) => ({ ...each, kind: "entry" })), ...found].slice(0, 8);
}

// While one types into the search box the browser offers what would be found; what is chosen opens.
function offer() {
  const list = document.createElement("datalist");
  const there = new Map();
  let wait = 0;
  list.id = "find-offers";
  find.after(list);
  find.setAttribute("list", list.id);
  find.addEventListener("input", (event) => {
    if (event.inputType === "insertReplacementText" && there.has(find.value)) {
      location.href = there.get(find.value);
      return;
    }
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const words = find.value.trim();
      const found = words ? await look(words).catch(() => []) : [];
      if (words !== find.value.trim()) return;
      there.clear();
      found.forEach((each) => there.set(each.title, each.address));
      list.replaceChildren(...found.map((each) => new Option(each.kind, each.title)));
    }, 120);
  });
}

function makePalette() {
  const dialog = document.createElement("dialog");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  dialog.className = "palette";
  dialog.setAttribute("aria-label", "Find or do");
  list.id = "palette-list";
  const said = {
    role: "combobox", "aria-label": "Find or do", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "true",
    autocomplete: "off", autocapitalize: "none", spellcheck: "false", placeholder: "Find or do…",
  };
  for (const [name, value] of Object.entries(said)) input.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Results and actions");
  dialog.append(input, list);
  document.body.append(dialog);

  let active = 0;
  let wait = 0;
  let asked = 0;

  function mark(number) {
    active = Math.max(0, Math.min(number, list.children.length - 1));
    [...list.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === active)));
    input.setAttribute("aria-activedescendant", list.children[active]?.id ?? "");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function show(found) {
    const words = input.value.trim();
    const place = ([title]) => title.toLowerCase().indexOf(words.toLowerCase());
    const fits = (test) => ACTIONS.filter((each) => test(place(each))).map(([title, address]) => ({ kind: "go", title, address }));
    const named = words.length > 2 ? (at) => at === 0 : () => false; // whoever types the name of an action wants it before all else
    const rows = [...fits(named), ...found, ...fits((at) => at >= 0 && !named(at))];
    if (words) rows.push({ kind: "search", title: words, address: searchFor(words) });
    list.replaceChildren(...rows.map((row, place) => {
      const item = document.createElement("li");
      const kind = document.createElement("span");
      kind.className = "soft";
      kind.textContent = ` ${row.kind}`;
      item.append(row.title, kind);
      item.id = `palette-${place}`;
      item.setAttribute("role", "option");
      item.dataset.address = row.address;
      return item;
    }));
    mark(0);
  }

  async function ask() {
    const mine = ++asked;
    const words = input.value.trim();
    let found = [];
    if (words) {
      try {
        found = await look(words);
      } catch { /* without an answer the actions remain */ }
    }
    if (mine !== asked) return;
    show(found);
    if (words) tell(`${found.length} found`);
  }

  const go = (item) => { if (item) location.href = item.dataset.address; };
  input.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 120); });
  input.addEventListener("paste", pasted);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) mark(active + step);
    else if (event.key === "Enter") go(list.children[active]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => go(event.target.closest("li")));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  return { open() { input.value = ""; show([]); dialog.showModal(); input.focus(); }, close: () => dialog.close(), dialog };
}

document.addEventListener("keydown", (event) => {
  if (!find) return; // a page for somebody who has only its link
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    palette ??= makePalette();
    if (palette.dialog.open) palette.close();
    else palette.open();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || palette?.dialog.open) return;
  if (event.key === "/" && !event.target.closest("input:not([type=radio]), textarea, select, [contenteditable]")) {
    event.preventDefault();
    find.focus();
    find.select();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event);
});
find?.addEventListener("paste", pasted);
if (find && !document.querySelector("ol.results")) offer(); // the arrows walk the results where there are some
byId("ask")?.addEventListener("keydown", (event) => { // one line is sent by Enter, as in any search box
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.value.includes("\n")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// ---- printing: paper cannot be unfolded

let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open])")];
  for (const each of unfolded) each.open = true;
});
addEventListener("afterprint", () => { for (const each of unfolded) each.open = false; });
