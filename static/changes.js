// Marks the lines that the last edit changed. It compares texts by the label of their block and never alters them:
// what is copied stays what the file is. Nothing is marked on the first load.

const result = document.getElementById("result");
let before = new Map(); // what the last change is measured against
let last = texts(); // the last configuration that could be shown

function blocks() {
  return [...result.querySelectorAll(".code > pre[id^=file-], .code > pre[id^=apply-], .code > pre[id^=verify-], .code > pre[id^=rollback-]")];
}

function texts() {
  return new Map(blocks().map((block) => [block.getAttribute("aria-label"), block.textContent.replace(/\n$/, "").split("\n")]));
}

// For each line of `now` whether it is new, and how many lines of `old` are gone: by the longest common run of lines.
function difference(old, now) {
  const long = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      long[i][j] = old[i] === now[j] ? long[i + 1][j + 1] + 1 : Math.max(long[i + 1][j], long[i][j + 1]);
    }
  }
  const fresh = now.map(() => true);
  for (let i = 0, j = 0; i < old.length && j < now.length;) {
    if (old[i] === now[j]) { fresh[j] = false; i += 1; j += 1; }
    else if (long[i + 1][j] >= long[i][j + 1]) i += 1;
    else j += 1;
  }
  const count = fresh.filter(Boolean).length;
  return { fresh, gone: Math.max(old.length - (now.length - count) - count, 0) };
}

// One element a line: those that are there, or new ones around the pieces of each line.
function linesOf(block) {
  const there = [...block.querySelectorAll(".line")];
  if (there.length) return there;
  const code = block.querySelector("code") ?? block;
  for (const node of [...code.childNodes]) {
    if (node.nodeType !== Node.TEXT_NODE) continue;
    for (let rest = node, at = rest.data.indexOf("\n"); at >= 0 && at < rest.data.length - 1; at = rest.data.indexOf("\n")) {
      rest = rest.splitText(at + 1);
    }
  }
  const lines = [];
  let line = null;
  for (const node of [...code.childNodes]) {
    if (!line) {
      line = document.createElement("span");
      node.before(line);
      lines.push(line);
    }
    line.append(node);
    if (node.textContent.endsWith("\n")) line = null;
  }
  return lines;
}

function note(block, words, numbers) {
  const text = document.createElement("p");
  text.className = "since";
  text.textContent = `Your last edit: ${words}`;
  if (numbers.length) {
    const unseen = document.createElement("span");
    unseen.className = "unseen";
    unseen.textContent = ` (line ${numbers.join(", ")})`;
    text.append(unseen);
  }
  block.parentElement.before(text);
}

const counted = (number, word) => `${number} ${number === 1 ? "line" : "lines"} ${word}`;

function mark(block, old) {
  const now = block.textContent.replace(/\n$/, "").split("\n");
  if (!old) {
    block.classList.add("changed");
    note(block, "all of this is new", []);
    return;
  }
  const { fresh, gone } = difference(old, now);
  const numbers = fresh.flatMap((isFresh, at) => (isFresh ? [at + 1] : []));
  if (!numbers.length && !gone) return;
  if (numbers.length) {
    const lines = linesOf(block);
    for (const number of numbers) lines[number - 1]?.classList.add("changed");
  }
  const words = [numbers.length && counted(numbers.length, "changed"), gone && counted(gone, "taken out")].filter(Boolean);
  note(block, words.join(", "), numbers);
}

function compare() {
  const now = texts();
  if (!now.size) return; // nothing to show at the moment: the next configuration is compared with the last one
  if (!alike(now, last)) { // one edit may bring the same answer twice: its marks stay
    before = last;
    last = now;
  }
  const gone = [...before.keys()].filter((label) => label.startsWith("/") && !now.has(label));
  if (before.size) for (const block of blocks()) mark(block, before.get(block.getAttribute("aria-label")));
  if (gone.length) {
    const text = document.createElement("p");
    text.className = "since";
    text.textContent = `Your last edit: not among the files any more: ${gone.join(", ")}`;
    document.getElementById("files")?.after(text);
  }
}

function alike(one, other) {
  return one.size === other.size && [...one].every(([label, lines]) => lines.join("\n") === other.get(label)?.join("\n"));
}

new MutationObserver((changes) => {
  const part = (node) => node.id === "p-result";
  if (changes.some((change) => [...change.addedNodes].some(part))) compare();
}).observe(result, { childList: true });
