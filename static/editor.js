// The editor's comforts: preview while writing, shortcuts, pasted files, drafts that survive a closed tab. Without it all can be written too.

const form = document.getElementById("editor");
const seen = document.getElementById("seen");
const live = document.getElementById("live");
const kept = document.getElementById("kept");
const areas = [...form.querySelectorAll("textarea.markdown")];
let area = areas[0]; // the one that the toolbar writes into

for (const each of areas) each.addEventListener("focus", () => { area = each; });

// ---- preview

let timer = 0;
let running = null;

async function preview() {
  running?.abort();
  const mine = running = new AbortController();
  const body = new FormData(form);
  body.delete("files");
  body.delete("log");
  body.delete("password");
  try {
    const response = await fetch(form.dataset.preview, { method: "POST", body, signal: mine.signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const html = await response.text(); // sanitised by the server, and the page's policy forbids scripts in it
    const top = seen.scrollTop;
    seen.innerHTML = html;
    seen.scrollTop = top;
  } catch (error) {
    if (error.name !== "AbortError") kept.textContent = `No preview (${error.message}).`;
  }
}

// ---- drafts: every field, kept in this browser until it is saved

const KEY = `draft:${form.dataset.draft}`;
const LEFT_OUT = ["base", "rows", "log", "files", "csrf", "password"];
let dirty = false;

function fields() {
  return [...new FormData(form)].filter(([name]) => !LEFT_OUT.includes(name));
}

function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    return true;
  } catch { return false; } // storage may be full or forbidden
}

function stored(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

if (!form.elements.author.value) form.elements.author.value = stored("author") ?? "";
const shown = JSON.stringify(fields());
const start = document.querySelector("main > .stop") ? "" : shown; // a page that says "not saved" has nothing saved on it

function keepDraft() {
  const now = JSON.stringify(fields());
  dirty = now !== start;
  if (!dirty) { store(KEY, null); return; }
  const done = store(KEY, JSON.stringify({ base: form.elements.base.value, when: new Date().toISOString(), fields: JSON.parse(now) }));
  kept.textContent = done ? "Draft kept in this browser" : "";
}

function fill(pairs) {
  const names = [...new Set(pairs.map(([name]) => name))];
  for (const name of names) {
    const values = pairs.filter(([other]) => other === name).map(([, value]) => value);
    const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    controls.forEach((control, at) => {
      if (control.type === "checkbox") control.checked = true;
      else control.value = values[at] ?? "";
    });
  }
  form.elements.pinned.checked = names.includes("pinned");
}

function offerDraft() {
  let draft = null;
  try { draft = JSON.parse(stored(KEY)); } catch { /* not ours */ }
  if (!draft || JSON.stringify(draft.fields) === shown) return;
  const box = document.getElementById("draft");
  const older = draft.base !== form.elements.base.value ? " It was begun from an older save: compare before you save." : "";
  box.append(`There is a draft of yours of ${draft.when.slice(0, 16).replace("T", " ")} UTC that was not saved.${older} `);
  for (const [label, act] of [["Take it up", () => { fill(draft.fields); changed(); }], ["Throw it away", () => store(KEY, null)]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => { act(); box.hidden = true; areas[0].focus(); });
    box.append(button, " ");
  }
  box.hidden = false;
}

function changed() {
  clearTimeout(timer);
  keepDraft();
  timer = setTimeout(preview, 350);
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
addEventListener("beforeunload", (event) => {
  if (dirty && !stored(KEY)) event.preventDefault(); // only where the draft could not be kept
});

// ---- saving: the draft goes when the server has the text, and not before

async function save() {
  kept.textContent = "Saving…";
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } });
    if (response.ok && response.redirected) {
      store(KEY, null);
      store("author", form.elements.author.value);
      dirty = false;
      location.href = response.url;
      return;
    }
    if (form.elements.password?.value && [403, 429].includes(response.status)) { // sending it again would be another try
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      document.getElementById("refused").replaceWith(page.getElementById("refused"));
      kept.textContent = "";
      form.elements.password?.focus();
      return;
    }
    form.submit(); // nothing was written: the server's page says why
  } catch {
    kept.textContent = live.textContent = "The server did not answer. Nothing is lost: your text stays here and in this browser. Save again in a moment.";
  }
}

form.addEventListener("submit", (event) => {
  keepDraft();
  if (event.submitter?.value === "preview") {
    event.preventDefault();
    preview().then(() => seen.focus());
  } else if (!event.submitter?.name) {
    event.preventDefault();
    save();
  }
});

// ---- writing: toolbar and shortcuts. insertText keeps the browser's undo

function put(text) {
  area.focus();
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  changed();
}

function wrap(before, after, example) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const words = value.slice(from, to) || example;
  put(before + words + after);
  area.setSelectionRange(from + before.length, from + before.length + words.length);
}

function link() {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const words = value.slice(from, to);
  if (/^https?:\/\/\S+$/.test(words)) { put(`[text](${words})`); area.setSelectionRange(from + 1, from + 5); return; }
  put(`[${words || "text"}](https://)`);
  const at = from + (words || "text").length + 3;
  area.setSelectionRange(at, at + 8);
}

function lines(mark) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const begin = value.lastIndexOf("\n", from - 1) + 1;
  area.setSelectionRange(begin, to);
  put(value.slice(begin, to).split("\n").map((line) => mark + line).join("\n"));
}

const ACTIONS = {
  bold: () => wrap("**", "**", "bold"),
  italic: () => wrap("*", "*", "italic"),
  link,
  wiki: () => wrap("[[", "]]", "other note"),
  code: () => (area.value.slice(area.selectionStart, area.selectionEnd).includes("\n") ? wrap("```console\n", "\n```", "") : wrap("`", "`", "code")),
  list: () => lines("- "),
  heading: () => lines("## "),
  bond: () => wrap("\n```bond\n", "\n```\n", "release=ubuntu-24.04\nmode=active-backup\nmiimon=100\nmember=eno1\nmember=eno2"),
};

const tools = form.querySelector(".tools");
tools.hidden = false;
tools.addEventListener("click", (event) => ACTIONS[event.target.closest("button")?.dataset.do]?.());

const KEYS = { b: "bold", i: "italic", k: "link" };

form.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const key = event.key.toLowerCase();
  if (key === "s") {
    event.preventDefault();
    if (form.reportValidity()) { keepDraft(); save(); }
  } else if (KEYS[key] && areas.includes(event.target)) {
    event.preventDefault();
    event.stopPropagation();
    ACTIONS[KEYS[key]]();
  }
});

// ---- files: pasted or dropped

async function attach(files) {
  for (const file of files) {
    const body = new FormData();
    body.append("file", file, file.name || "pasted.txt");
    if (form.elements.csrf) body.append("csrf", form.elements.csrf.value);
    kept.textContent = `Adding ${file.name}…`;
    try {
      const response = await fetch("/files/", { method: "POST", body, headers: { Accept: "application/json" } });
      const answer = await response.json();
      if (!response.ok) {
        const { field, value, message, mend } = answer.errors[0];
        throw new Error(`${value || field} ${message} ${mend}`);
      }
      put(`${answer.markdown}\n`);
      kept.textContent = live.textContent = `${file.name} was added.`;
    } catch (error) {
      kept.textContent = live.textContent = `Not added: ${error.message}`;
    }
  }
}

for (const each of areas) {
  each.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    attach(files);
  });
  each.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    each.classList.add("dropping");
  });
  each.addEventListener("dragleave", () => each.classList.remove("dropping"));
  each.addEventListener("drop", (event) => {
    each.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    each.focus();
    attach([...event.dataTransfer.files]);
  });
}

// ---- the start

offerDraft();
