import { expect, test } from "vitest";
import { figuresOf, followed, KEPT, latency, points, rates, type Figures } from "../src/admin/charts";

const sample = (name: string, value: number, labels = {}) => ({ name, labels, value });

function at(now: number, events: number, changes: Partial<Figures> = {}): Figures {
  const samples = [sample("callplane_events_total", events, { operation: "a" })];
  return { ...figuresOf({ now, samples }), ...changes };
}

test("figures are sums over labels", () => {
  const figures = figuresOf({
    now: 1,
    samples: [
      sample("callplane_calls", 1, { state: "hold" }),
      sample("callplane_calls", 2, { state: "connected" }),
      sample("callplane_lines", 5, { status: "open" }),
      sample("callplane_lines", 1, { status: "no_pbx" }),
    ],
  });
  expect(figures).toMatchObject({ calls: 3, openLines: 5, lines: 6 });
});

test("counts become rates, and a server that began anew begins anew", () => {
  let list = followed([], at(0, 10));
  list = followed(list, at(2, 30));
  expect(rates(list, "events")).toEqual([10]);
  list = followed(list, at(4, 5));
  expect(list).toHaveLength(1);
  for (let i = 0; i < 2 * KEPT; i++) list = followed(list, at(5 + i, 10 + i));
  expect(list).toHaveLength(KEPT);
});

test("latency is a mean over what happened", () => {
  expect(latency([])).toBe(0);
  expect(latency([at(0, 0, { eventSeconds: 1, eventCount: 10 }), at(1, 0, { eventSeconds: 1.5, eventCount: 20 })])).toBe(0.05);
});

test("the newest value is on the right", () => {
  expect(points([0, 10], 70, 50)).toBe("60.0,50.0 70.0,0.0");
  expect(points([0, 0], 70, 50)).toBe("60.0,50.0 70.0,50.0");
});
