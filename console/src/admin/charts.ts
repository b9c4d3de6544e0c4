// Figures over time, made from the metrics that the server gives every few seconds. Pure.

import type { Metrics, Sample } from "./api";

export const KEPT = 60;

export interface Figures {
  now: number;
  calls: number;
  sessions: number;
  openLines: number;
  lines: number;
  monitors: number;
  memory: number;
  events: number;
  answers: number;
  cpu: number;
  eventSeconds: number;
  eventCount: number;
}

/** Where a figure of a chart comes from: as it is, or as its growth each second. */
export type Course = { label: "calls" | "sessions" | "events" | "answers" | "memory" | "cpu"; values: number[] };

function sum(samples: readonly Sample[], name: string, fits: (labels: Record<string, string>) => boolean = () => true): number {
  return samples.reduce((total, sample) => (sample.name === name && fits(sample.labels) ? total + sample.value : total), 0);
}

export function figuresOf({ now, samples }: Metrics): Figures {
  return {
    now,
    calls: sum(samples, "callplane_calls"),
    sessions: sum(samples, "callplane_sessions"),
    openLines: sum(samples, "callplane_lines", ({ status }) => status === "open"),
    lines: sum(samples, "callplane_lines"),
    monitors: sum(samples, "callplane_monitors"),
    memory: sum(samples, "process_resident_memory_bytes"),
    events: sum(samples, "callplane_events_total"),
    answers: sum(samples, "callplane_answers_total"),
    cpu: sum(samples, "process_cpu_seconds_total"),
    eventSeconds: sum(samples, "callplane_event_seconds_sum"),
    eventCount: sum(samples, "callplane_event_seconds_count", ({ stage }) => stage === "model"),
  };
}

/** The newest figures behind the others; a server that began anew begins a new list. */
export function followed(before: readonly Figures[], figures: Figures): readonly Figures[] {
  const last = before.at(-1);
  return last && figures.events < last.events ? [figures] : [...before, figures].slice(-KEPT);
}

/** How much a count grew each second, from one reading to the next. */
export function rates(figures: readonly Figures[], name: "events" | "answers" | "cpu"): number[] {
  return figures.slice(1).map((it, i) => {
    const before = figures[i] as Figures;
    return Math.max(0, it[name] - before[name]) / Math.max(0.001, it.now - before.now);
  });
}

/** Mean seconds from a PBX's report to the socket, since the first reading; 0 where nothing happened. */
export function latency(figures: readonly Figures[]): number {
  const [first, last] = [figures[0], figures.at(-1)];
  if (!first || !last || last.eventCount <= first.eventCount) return 0;
  return (last.eventSeconds - first.eventSeconds) / (last.eventCount - first.eventCount);
}

/** Places of a chart that has only begun: it grows with what there is, up to all that is kept. */
const FEWEST = 8;

/** The points of a line for an SVG of this size: the newest value on the right, 0 at the bottom. */
export function points(values: readonly number[], width: number, height: number): string {
  const most = Math.max(...values, 0) || 1;
  const step = width / (Math.max(values.length, FEWEST) - 1);
  const left = width - (values.length - 1) * step;
  return values.map((value, i) => `${(left + i * step).toFixed(1)},${(height - (value / most) * height).toFixed(1)}`).join(" ");
}
