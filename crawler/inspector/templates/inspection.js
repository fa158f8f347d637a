// Links the texts as read with the same texts in the frame, both ways. The frame runs no script; this one reads it.
const frame = document.querySelector("iframe");
const stage = document.querySelector(".stage");
const cover = document.querySelector(".cover");
const items = new Map([...document.querySelectorAll(".texts li")].map(item => [item.dataset.n, item]));
const marksOf = n => [...frame.contentDocument.querySelectorAll(`wire-text[n="${n}"]`)];
let current = null;

function fit() {
  const page = frame.contentDocument.documentElement;
  frame.style.height = frame.style.width = "";
  frame.style.width = Math.max(stage.clientWidth, page.scrollWidth) + "px";
  frame.style.height = Math.max(stage.clientHeight, page.scrollHeight) + "px";
  cover.style.width = frame.style.width;
  cover.style.height = frame.style.height;
}

function select(n, isFocused) {
  if (current !== null) {
    items.get(current).classList.remove("current");
    items.get(current).querySelector("button").tabIndex = -1;
    marksOf(current).forEach(mark => mark.classList.remove("current"));
  }
  current = n;
  const item = items.get(n), button = item.querySelector("button"), marks = marksOf(n);
  item.classList.add("current");
  items.forEach(each => each.removeAttribute("aria-current"));
  item.setAttribute("aria-current", "true");
  button.tabIndex = 0;
  marks.forEach(mark => mark.classList.add("current"));
  if (marks.length) {
    const box = marks[0].getBoundingClientRect();
    stage.scrollTo({ top: box.top - stage.clientHeight / 3, left: box.left - stage.clientWidth / 2 });
  }
  const list = item.parentElement;
  list.scrollTop = item.offsetTop - list.offsetTop - list.clientHeight / 3;
  if (isFocused) button.focus({ preventScroll: true });
}

function step(keys, event, isFocused) {
  const at = keys.indexOf(current);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: keys.length - 1 }[event.key];
  if (to === undefined || !keys.length) return;
  event.preventDefault();
  select(keys[Math.min(Math.max(to, 0), keys.length - 1)], isFocused);
}

function link() {
  fit();
  new ResizeObserver(fit).observe(stage);
  const shown = () => [...items].filter(([, item]) => item.offsetParent).map(([n]) => n);
  for (const [n, item] of items) {
    item.addEventListener("click", () => getSelection().isCollapsed && select(n, true));
    item.addEventListener("keydown", event => step(shown(), event, true));
  }
  cover.addEventListener("click", event => {
    const at = cover.getBoundingClientRect();
    const found = frame.contentDocument.elementFromPoint(event.clientX - at.left, event.clientY - at.top);
    const mark = found?.closest("wire-text");
    if (mark) select(mark.getAttribute("n"), false);
  });
  stage.addEventListener("keydown", event => {
    const marks = [...frame.contentDocument.querySelectorAll("wire-text")].map(mark => mark.getAttribute("n"));
    step([...new Set(marks)].filter(n => items.has(n)), event, false);
  });
  document.documentElement.dataset.linked = "true";
}

if (frame) frame.contentDocument?.readyState === "complete" && frame.contentDocument.body?.childNodes.length ? link() : frame.addEventListener("load", link);
