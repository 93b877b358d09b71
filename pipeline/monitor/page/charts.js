// Curves over time as inline SVG, with their values on the axes, in a text alternative and in a table.

import { el, svg } from './dom.js';
import { clock, span } from './format.js';

const WIDTH = 300;
const HEIGHT = 100;
const KINDS = ['first', 'second', 'third'];
const ROWS = 30; // in the table, the newest
const LONGEST_PAUSE = 4; // as a multiple of the usual one

// The axis ends at 1, 2 or 5 times a power of ten.
function nice(value) {
  if (value <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find((step) => step * power >= value * 0.999) * power;
}

// The curve through the known values; an unknown value, or a time without a look, leaves a gap.
function outline(at, values, from, to, top) {
  let drawn = '';
  let pen = false;
  const usual = (at.at(-1) - at[0]) / Math.max(1, at.length - 1);
  values.forEach((value, i) => {
    if (i && at[i] - at[i - 1] > LONGEST_PAUSE * usual) pen = false;
    if (value === null || value === undefined) {
      pen = false;
      return;
    }
    const x = ((at[i] - from) / (to - from)) * WIDTH;
    const y = HEIGHT - (Math.min(value, top) / top) * (HEIGHT - 4) - 1;
    drawn += pen ? `L${x.toFixed(1)} ${y.toFixed(1)}` : `M${x.toFixed(1)} ${y.toFixed(1)}h.01`;
    pen = true;
  });
  return drawn;
}

const orDash = (value, shown) => (value === null || value === undefined ? '–' : shown(value));
const sized = (attributes, ...children) =>
  svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', ...attributes }, ...children);

export function spark(at, values, label, least) {
  const top = Math.max(least, ...values.filter((value) => value !== null && value !== undefined));
  const line = svg('path', { class: 'first', d: outline(at, values, at[0], Math.max(at.at(-1), at[0] + 1), top) });
  return sized({ class: 'spark', role: 'img', 'aria-label': label }, line);
}

function told(line, shown, minutes) {
  const known = line.values.filter((value) => value !== null && value !== undefined);
  if (!known.length) return `${line.name}: not known in the last ${minutes}`;
  return `${line.name}: now ${shown(line.values.at(-1))}, from ${shown(Math.min(...known))} to ${shown(Math.max(...known))} in the last ${minutes}`;
}

export class Chart {
  // `lines`: [{name, key}]; `shown` formats a value; `least` is the least upper end of the axis.
  constructor({ title, lines, shown, least = 1, large = null, note = '' }) {
    Object.assign(this, { title, lines, shown, least, large });
    this.plot = el('div', { class: 'plot' });
    this.now = el('p', { class: 'now' });
    this.legend = el('ul', { class: 'legend' });
    this.rows = el('div', { tabindex: '0', role: 'region', 'aria-label': `${title}: values` });
    this.table = el('details', {}, el('summary', {}, `Values of “${title}”`), this.rows);
    this.table.addEventListener('toggle', () => this.fillTable());
    const head = el('figcaption', {}, title);
    this.figure = large ? el('figure', {}, head, this.now, this.plot)
      : el('figure', {}, head, note ? el('p', { class: 'quiet' }, note) : null, this.legend, this.plot, this.table);
  }

  draw(at, series, state) {
    const lines = this.lines.map(({ name, key }) => ({ name, values: series[key] ?? at.map(() => null) }));
    this.drawn = { at, lines };
    const known = lines.flatMap((line) => line.values).filter((value) => value !== null && value !== undefined);
    const top = Math.max(this.least, nice(Math.max(0, ...known)));
    const to = at.at(-1);
    const from = Math.min(at[0], to - 60);
    const label = `${this.title}. ${lines.map((line) => told(line, this.shown, span(to - at[0]))).join('; ')}.`;
    const curves = lines.map((line, i) => svg('path', { class: KINDS[i], d: outline(at, line.values, from, to, top) }));
    const middle = svg('path', { class: 'grid', d: `M0 ${HEIGHT / 2 + 1}H${WIDTH}` });
    this.plot.replaceChildren(
      el('span', { class: 'top' }, this.shown(top)), el('span', { class: 'bottom' }, this.shown(0)),
      sized({ role: 'img', 'aria-label': label }, middle, ...curves.reverse()),
      el('span', { class: 'ends' }, el('span', {}, `${span(to - from)} ago`), el('span', {}, 'now')),
    );
    if (this.large) this.now.replaceChildren(...this.large(state));
    else this.drawLegend(lines);
    this.fillTable();
  }

  drawLegend(lines) {
    this.legend.replaceChildren(...lines.map((line, i) => el('li', {},
      svg('svg', { viewBox: '0 0 28 10', 'aria-hidden': 'true' }, svg('path', { class: KINDS[i], d: 'M0 5H28' })),
      `${line.name} `, el('b', {}, orDash(line.values.at(-1), this.shown)))));
  }

  fillTable() {
    if (!this.table.open || !this.drawn) return;
    const { at, lines } = this.drawn;
    const cell = (value) => el('td', { class: 'number' }, orDash(value, this.shown));
    const rows = at.map((_, i) => i).slice(-ROWS).reverse()
      .map((i) => el('tr', {}, el('th', { scope: 'row' }, clock(at[i])), ...lines.map((line) => cell(line.values[i]))));
    const head = el('tr', {}, el('th', { scope: 'col' }, 'Time'), ...lines.map((line) => el('th', { scope: 'col', class: 'number' }, line.name)));
    this.rows.replaceChildren(el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)));
  }
}

