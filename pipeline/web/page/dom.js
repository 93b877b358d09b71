// Helpers for every part of the page: elements, formatted figures, and announcements.

export const find = (id) => document.getElementById(id);

export function make(tag, { text, dataset, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  Object.assign(element.dataset, dataset);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

export function button(text, about, onClick, kind = "quiet") {
  const hidden = about ? [make("span", { class: "unseen", text: ` ${about}` })] : [];
  const element = make("button", { type: "button", class: kind }, text, ...hidden);
  element.addEventListener("click", onClick);
  return element;
}

// Set text only if it differs, so that nothing is drawn or read aloud twice.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

let clearing;
export function announce(text) {
  const region = find("announcements");
  region.textContent = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => (region.textContent = ""), 10_000);
}

const MIB = 1024 * 1024;
export function bytes(count) {
  if (count < 1024) return `${count} bytes`;
  return count < MIB ? `${Math.round(count / 1024)} KiB` : `${(count / MIB).toFixed(1).replace(/\.0$/, "")} MiB`;
}

const SAME_DAY = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const ANY_DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
export function when(iso) {
  const date = new Date(iso);
  const today = date.toDateString() === new Date().toDateString();
  return today ? `today, ${SAME_DAY.format(date)}` : ANY_DAY.format(date);
}

export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

export function wait(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
