// What a line says, shown below its block when somebody points at it, taps it, or walks there with the arrow keys.
// The explanations are those of the page "Explain every line", fetched once for each result.

const LINE = "#result pre[id] [data-about]";
const panel = document.createElement("aside");
panel.className = "says-line";
panel.id = "says-line";
panel.hidden = true;
panel.setAttribute("aria-label", "What this line says");

const text = document.createElement("div");
text.id = "says-text";
const close = document.createElement("button");
close.type = "button";
close.textContent = "Close";
panel.append(text, close);

let shown = null; // the line that the panel is about
let later = 0; // the timer that shows or hides it
let known = { address: "", page: null };

function explanations() {
  const address = document.getElementById("explained").href;
  if (known.address !== address) {
    const page = fetch(address, { headers: { Accept: "text/html" } }).then(async (answer) => {
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return new DOMParser().parseFromString(await answer.text(), "text/html");
    });
    page.catch(() => { known = { address: "", page: null }; }); // the next line may try again
    known = { address, page };
  }
  return known.page;
}

const linesOf = (pre) => [...pre.querySelectorAll("[data-about]")];

async function says(line) {
  const pre = line.closest("pre");
  const number = linesOf(pre).indexOf(line);
  try {
    const found = (await explanations()).querySelectorAll(`#x-${CSS.escape(pre.id)} dd`)[number];
    return [...document.adoptNode(found.cloneNode(true)).childNodes];
  } catch (error) {
    return [`The server did not answer (${error.message}), so there is no explanation.`];
  }
}

// ---- the panel

async function show(line) {
  clearTimeout(later);
  if (shown === line) return;
  unmark();
  shown = line;
  const content = await says(line);
  if (shown !== line) return; // another line was faster
  line.classList.add("told");
  text.replaceChildren(...content);
  line.closest("pre").after(panel); // so that the Tab key comes from the line into the panel
  panel.hidden = false;
  line.setAttribute("aria-describedby", text.id);
  place();
}

function unmark() {
  shown?.classList.remove("told");
  shown?.removeAttribute("aria-describedby");
}

function hide() {
  clearTimeout(later);
  unmark();
  shown = null;
  panel.hidden = true;
}

// Below the block, or as low as can be seen where the block ends further down; never over the line itself.
function place() {
  const box = panel.parentElement.getBoundingClientRect();
  const block = shown.closest("pre").getBoundingClientRect();
  const line = shown.getBoundingClientRect();
  const bar = document.querySelector(".jump");
  const edge = bar?.getBoundingClientRect(); // on a phone it lies over the bottom of the screen, where it is to be seen at all
  const floor = edge?.height && edge.top > line.bottom && edge.top < window.innerHeight ? edge.top : window.innerHeight;
  const height = panel.offsetHeight;
  let top = block.bottom + 4;
  if (top + height > floor) top = Math.max(line.bottom + 6, Math.min(top, floor - height - 4));
  const below = top + height <= floor || line.top - height - 6 < 0;
  if (!below) top = line.top - height - 6;
  panel.style.top = `${top - box.top}px`;
  panel.classList.toggle("above", !below);
  panel.style.setProperty("--reach", `${below ? top - line.bottom + line.height / 2 : line.top - top - height + line.height / 2}px`);
}

close.addEventListener("click", () => {
  const line = shown;
  hide();
  if (line && panel.contains(document.activeElement)) line.focus();
});
window.addEventListener("resize", () => { if (shown && !panel.hidden) place(); });

// ---- pointing and tapping

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  clearTimeout(later);
  const line = event.target.closest?.(LINE);
  if (line) later = setTimeout(() => show(line), shown ? 60 : 200);
  else if (shown && !event.target.closest?.(".says-line") && !shown.closest("pre").contains(document.activeElement) && !panel.contains(document.activeElement)) {
    later = setTimeout(hide, 400);
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.(".says-line")) return;
  const line = event.target.closest?.(LINE);
  if (line && getSelection().isCollapsed) enter(line);
  else if (shown && !event.target.closest?.("pre")) hide();
});

// ---- the keyboard: a block is one stop of the Tab key, the arrows walk its lines

function enter(line) {
  const pre = line.closest("pre");
  for (const each of pre.querySelectorAll("[tabindex]")) each.removeAttribute("tabindex");
  line.tabIndex = 0;
  pre.tabIndex = -1;
  const left = pre.scrollLeft;
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
  pre.scrollLeft = left;
  show(line);
}

document.addEventListener("focusin", (event) => {
  const pre = event.target;
  if (!pre.matches?.("#result pre[id]") || !pre.matches(":focus-visible")) return;
  const lines = linesOf(pre);
  if (lines.length) enter(lines.find((line) => line === shown) ?? lines[0]);
});

document.addEventListener("focusout", (event) => {
  const box = event.target.closest?.("#result .code");
  if (!box || box.contains(event.relatedTarget)) return;
  const pre = box.querySelector("pre[id]");
  for (const each of pre.querySelectorAll("[tabindex]")) each.removeAttribute("tabindex");
  pre.tabIndex = 0;
  if (document.hasFocus() && shown && box.contains(shown)) hide();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown) {
    const box = shown.closest(".code");
    const inside = panel.contains(document.activeElement);
    const line = shown;
    hide();
    if (inside) line.focus();
    else if (box.contains(document.activeElement)) box.querySelector("button.copy").focus();
    event.preventDefault();
    return;
  }
  const line = event.target.closest?.(LINE);
  if (!line || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const lines = linesOf(line.closest("pre"));
  const at = lines.indexOf(line);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
  if (event.key === "Enter") panel.querySelector("a")?.focus();
  else if (to === undefined) return;
  else if (lines[to]) enter(lines[to]);
  event.preventDefault();
});
