// Polls the monitor at its own pace and draws the figures; warns if this page or the monitor can see nothing.

import { Chart } from './charts.js';
import { el, setText } from './dom.js';
import { clock, count, list, milliseconds, share, span, whole } from './format.js';
import { drawProcesses, drawQueue, drawServices } from './tables.js';

const SHOWN_SECONDS = 15 * 60;
const PATIENCE_MS = 5000;
const STALE_AFTER_POLLS = 3;
const $ = (id) => document.getElementById(id);

const figure = (value, unit) => [value, ' ', el('small', {}, unit)];
const tiles = [
  new Chart({
    title: 'Documents embedded', lines: [{ name: 'embedded in a minute', key: 'jobs.done' }], shown: whole, least: 5,
    large: (state) => figure(whole(state.jobs?.done), 'in the last minute'),
  }),
  new Chart({
    title: 'Jobs under way', lines: [{ name: 'jobs under way', key: 'queue' }], shown: whole, least: 5,
    large: (state) => figure(whole(state.queue?.depth), 'now'),
  }),
  new Chart({
    title: 'API, 95 of 100 requests', lines: [{ name: 'p95', key: 'api.p95_ms' }], shown: milliseconds, least: 20,
    large: (state) => (state.api && !state.api.requests ? figure('–', 'no requests') : figure(slowest(state.api, 'p95_ms'), `of ${whole(state.api?.requests)} requests`)),
  }),
  new Chart({
    title: 'API requests that failed', lines: [{ name: 'failed', key: 'api.failed_share' }], shown: share, least: 0.01,
    large: (state) => (state.api && !state.api.requests ? figure('–', 'no requests') : figure(share(state.api?.failed_share), `of ${whole(state.api?.requests)} requests`)),
  }),
];
const charts = [
  new Chart({
    title: 'Answer times of the API', shown: milliseconds, least: 20,
    lines: [{ name: 'p50', key: 'api.p50_ms' }, { name: 'p95', key: 'api.p95_ms' }, { name: 'p99', key: 'api.p99_ms' }],
  }),
  new Chart({ title: 'API requests a minute', shown: count, least: 10, lines: [{ name: 'requests', key: 'api.requests_per_minute' }] }),
  new Chart({
    title: 'Jobs ended in a minute', shown: whole, least: 5,
    lines: [{ name: 'embedded', key: 'jobs.done' }, { name: 'dead letters', key: 'jobs.deadletter' }],
  }),
  new Chart({
    title: 'Trouble in a minute', shown: whole, least: 5,
    lines: [{ name: 'errors of jobs', key: 'jobs.errors' }, { name: 'retries', key: 'jobs.retries' }, { name: 'errors of the web page', key: 'api.page_errors' }],
  }),
];
$('key').append(...tiles.map((tile) => tile.figure));
$('charts').append(...charts.map((chart) => chart.figure));

// Of a time beyond the last bound of the histogram, only that bound is known.
function slowest(api, name) {
  const value = api?.[name] ?? null;
  return value !== null && value === api.longest_bound_ms ? `≥ ${milliseconds(value)}` : milliseconds(value);
}

let state = null;
let received = 0; // by the clock of this page
let lostSince = null;
const seen = { at: [], series: {} };

async function ask(path) {
  const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
  return answer.json();
}

// Append the new points, and drop those that are no longer shown.
function remember({ at, series }) {
  const length = seen.at.length;
  seen.at.push(...at);
  for (const key of new Set([...Object.keys(seen.series), ...Object.keys(series)])) {
    seen.series[key] = [...(seen.series[key] ?? Array(length).fill(null)), ...(series[key] ?? Array(at.length).fill(null))];
  }
  const first = seen.at.findIndex((each) => each >= seen.at.at(-1) - SHOWN_SECONDS);
  if (first > 0) {
    seen.at.splice(0, first);
    for (const key of Object.keys(seen.series)) seen.series[key].splice(0, first);
  }
}

// The worst first. A single one is shown with its time; of several, the table shows the times.
function verdict({ services }) {
  const troubled = services.filter((service) => service.state !== 'ready');
  if (!troubled.length) return `All ${services.length} services are ready.`;
  if (troubled.length === 1) return `${troubled[0].name} is ${troubled[0].state} since ${clock(troubled[0].since)}.`;
  const groups = ['unreachable', 'not ready', 'unknown', 'degraded']
    .map((word) => [troubled.filter((service) => service.state === word).map((service) => service.name), word])
    .filter(([names]) => names.length);
  return `${groups.map(([names, word]) => `${list(names)} ${names.length > 1 ? 'are' : 'is'} ${word}`).join('; ')}.`;
}

function draw() {
  drawServices(state.services);
  drawQueue(state);
  for (const chart of [...tiles, ...charts]) chart.draw(seen.at, seen.series, state);
  drawProcesses(state, seen.at, seen.series);
}

// Every second: show the age of the data, and warn if it is stale.
function tellAge() {
  const age = state ? state.age_seconds + (performance.now() - received) / 1000 : null;
  const stale = state && age > STALE_AFTER_POLLS * state.poll_seconds + 1;
  let warning = '';
  if (lostSince) warning = `This page has not reached the monitor since ${clock(lostSince)}.${state ? ` You see the state of ${clock(state.at)}.` : ''}`;
  else if (stale) warning = `The monitor itself has not looked since ${clock(state.at)}. You see the state of that time.`;
  setText($('banner'), warning);
  $('banner').hidden = !warning;
  document.body.classList.toggle('stale', Boolean(warning));
  if (warning || state) setText($('verdict'), warning ? 'The present state of the services is unknown.' : verdict(state));
  if (state) setText($('freshness'), `Looked ${span(age)} ago, at ${clock(state.at)}; looks every ${span(state.poll_seconds)}.`);
}

async function refresh() {
  try {
    const [now, past] = await Promise.all([ask('/api/state'), ask(`/api/history?after=${seen.at.at(-1) ?? Date.now() / 1000 - SHOWN_SECONDS}`)]);
    [state, received, lostSince] = [now, performance.now(), null];
    remember(past);
    if (seen.at.length) draw();
  } catch {
    lostSince ??= Date.now() / 1000;
  }
  tellAge();
  setTimeout(refresh, Math.max(1000, (state?.poll_seconds ?? 2) * 1000));
}

setInterval(tellAge, 1000);
refresh();
