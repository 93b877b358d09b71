// The tables: services, queue, processes.

import { spark } from './charts.js';
import { el, setText, svg } from './dom.js';
import { clock, count, megabytes, milliseconds, share, span, whole } from './format.js';

const MARKS = {
  ready: ['good', '●'], running: ['good', '●'], degraded: ['warn', '▲'], starting: ['warn', '▲'],
  'not ready': ['bad', '◆'], unreachable: ['bad', '✕'], stopped: ['bad', '✕'], crashed: ['bad', '✕'], unknown: ['none', '?'],
};
const LEAST_CPU = 0.1; // the least upper ends of the small curves: smaller values are not worth a look
const LEAST_BYTES = 100e6;
const $ = (id) => document.getElementById(id);
const row = (name, ...cells) => el('tr', {}, el('th', { scope: 'row' }, name), ...cells);
const number = (text, ...classes) => el('td', { class: ['number', ...classes].join(' ') }, text);

function stateCell(word, ...why) {
  const [kind, mark] = MARKS[word] ?? MARKS.unknown;
  const state = el('span', { class: `state ${kind}` }, el('span', { 'aria-hidden': 'true' }, mark), word);
  return el('td', {}, state, ...why.filter(Boolean).map((line) => el('span', { class: 'why' }, line)));
}

function whySo(service) {
  const seen = service.state === 'unreachable' && service.last_seen ? `last seen ${clock(service.last_seen)}` : '';
  return [`since ${clock(service.since)}`, service.reason, seen];
}

export function drawServices(services) {
  const asked = (service, shown) => (service.answer_ms === null && service.requests_per_minute === null ? '–' : shown);
  $('services').replaceChildren(...services.map((service) => row(
    service.name, stateCell(service.state, ...whySo(service)),
    number(asked(service, count(service.requests_per_minute))),
    number(asked(service, service.requests_per_minute === 0 ? '–' : share(service.failed_share))),
    number(asked(service, milliseconds(service.answer_ms)), 'wide'))));
}

export function drawQueue(state) {
  const postgres = state.services.find((service) => service.name === 'postgres');
  const { queue } = state;
  setText($('queue-note'), queue
    ? `${whole(queue.depth)} under way, ${whole(queue.done)} embedded, ${whole(queue.deadletter)} dead letters.`
    : `Not known since ${clock(postgres.since)}: the database is ${postgres.state}.`);
  const most = Math.max(1, ...(queue?.stages ?? []).map((each) => each.queued + each.working + each.retryable));
  $('queue').replaceChildren(...(queue?.stages ?? []).map((each) => {
    const jobs = each.queued + each.working + each.retryable;
    const bar = svg('svg', { class: 'bar', viewBox: '0 0 100 10', preserveAspectRatio: 'none', role: 'img', 'aria-label': `${jobs} jobs` },
      svg('rect', { class: 'track', y: 3, width: 100, height: 4 }), svg('rect', { width: (jobs / most) * 100, height: 10 }));
    return row(each.stage, el('td', {}, bar), number(whole(each.queued)), number(whole(each.working)), number(whole(each.retryable)));
  }));
}

export function drawProcesses(state, at, series) {
  const { processes } = state;
  setText($('processes-note'), processes
    ? `${share(processes.reduce((sum, each) => sum + (each.cpu ?? 0), 0))} of a core in total. Each process includes its children; shared memory counts for each process.`
    : 'Not known: the monitor cannot reach a supervisor of the stack.');
  const curve = (key, label, least) => (series[key] ? spark(at, series[key], label, least) : null);
  const use = (line, pid, text) => el('td', { class: 'number' }, line, el('span', { class: 'use' }, pid === null ? '–' : text));
  $('processes').replaceChildren(...(processes ?? []).map((each) => {
    const up = each.started_at ? `for ${span(state.at - each.started_at)}` : '';
    const again = each.restarts ? `${up ? ', ' : ''}restarted ${each.restarts === 1 ? 'once' : `${each.restarts} times`}` : '';
    return row(
      each.name, stateCell(each.state, up + again),
      use(curve(`cpu.${each.name}`, `CPU of ${each.name} over time`, LEAST_CPU), each.pid, share(each.cpu)),
      use(curve(`memory.${each.name}`, `Memory of ${each.name} over time`, LEAST_BYTES), each.pid, megabytes(each.memory_bytes)),
      number(each.pid === null ? '–' : String(each.pid), 'wide'));
  }));
}

