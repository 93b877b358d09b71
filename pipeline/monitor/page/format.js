// Formats figures and times.

export const UNKNOWN = 'not known';

const known = (show) => (value) => (value === null || value === undefined ? UNKNOWN : show(value));

export const count = known((n) => n.toLocaleString('en', { maximumFractionDigits: n < 10 ? 1 : 0 }));
export const whole = known((n) => Math.round(n).toLocaleString('en'));
export const share = known((s) => `${(s * 100).toLocaleString('en', { maximumFractionDigits: s < 0.1 ? 1 : 0 })}\u00a0%`);
export const milliseconds = known((ms) =>
  ms >= 1000 ? `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: 1 })}\u00a0s` : `${ms.toLocaleString('en', { maximumFractionDigits: ms < 10 ? 1 : 0 })}\u00a0ms`);
export const megabytes = known((bytes) => `${Math.round(bytes / 1e6).toLocaleString('en')}\u00a0MB`);

export const clock = known((at) => new Date(at * 1000).toLocaleTimeString('en-GB'));

export function span(seconds) {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))}\u00a0s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

export function list(words) {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
