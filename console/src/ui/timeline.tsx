// The course of a scenario: a row for each call, a bar for each state. Below it the same as a table.

import { useSignal } from "@preact/signals";
import { moment, t, textOf } from "../i18n";
import { scenarios, timeline, type Bar, type Journal } from "../state/journal";
import type { Phone } from "../state/phone";
import { Choice, clock, Section } from "./basics";
import { lineName, tone } from "./wording";

const WIDTH = 1000;
const ROW = 34;

export function Timeline({ journal, phones }: { journal: Journal; phones: readonly Phone[] }) {
  const chosen = useSignal("");
  const known = scenarios(journal.steps);
  const tracker = known.some((it) => it.tracker === chosen.value) ? chosen.value : (known[0]?.tracker ?? "");
  const nameOf = (uri: string) => {
    for (const phone of phones) {
      const line = phone.lines.value.find((it) => it.id === uri);
      if (line) return lineName(line, phone);
    }
    return uri;
  };
  return (
    <Section
      title={t("dev.timeline")}
      class="timeline"
      extra={
        known.length > 0 && (
          <Choice label={t("dev.scenario")} hidden value={tracker} onChange={(event) => (chosen.value = event.currentTarget.value)}>
            {known.map((it) => (
              <option key={it.tracker} value={it.tracker}>
                {moment(it.at)} · {it.lines.map(nameOf).join(", ")}
              </option>
            ))}
          </Choice>
        )
      }
    >
      <p class="hint">{t(known.length ? "dev.timelineLead" : "dev.noScenario")}</p>
      {tracker && <Chart bars={timeline(journal.steps, tracker)} nameOf={nameOf} />}
    </Section>
  );
}

function Chart({ bars, nameOf }: { bars: Bar[]; nameOf(uri: string): string }) {
  const calls = [...new Set(bars.map((bar) => bar.call))];
  const from = Math.min(...bars.map((bar) => bar.from));
  const until = Math.max(...bars.map((bar) => bar.to ?? clock.value), from + 1000);
  const place = (at: number) => ((at - from) / (until - from)) * WIDTH;
  const lineOf = (call: string) => bars.find((bar) => bar.call === call)?.line ?? "";
  return (
    <>
      <div class="chart-box">
        <div class="chart-names" aria-hidden="true">
          {calls.map((call) => (
            <span key={call}>{nameOf(lineOf(call))}</span>
          ))}
        </div>
        <svg class="chart-bars" height={calls.length * ROW} viewBox={`0 0 ${WIDTH} ${calls.length * ROW}`} preserveAspectRatio="none" aria-hidden="true">
          {bars.map((bar) => (
            <rect
              key={`${bar.call} ${bar.from}`}
              class={`bar ${tone(bar.state)}`}
              x={place(bar.from)}
              y={calls.indexOf(bar.call) * ROW + 5}
              width={Math.max(3, place(bar.to ?? until) - place(bar.from))}
              height={ROW - 10}
            />
          ))}
        </svg>
      </div>
      <details>
        <summary>{t("dev.table")}</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={t("dev.timeline")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("dev.from")}</th>
                <th scope="col">{t("dev.until")}</th>
                <th scope="col">{t("dev.line")}</th>
                <th scope="col">{t("dev.state")}</th>
              </tr>
            </thead>
            <tbody>
              {[...bars]
                .sort((a, b) => a.from - b.from)
                .map((bar) => (
                  <tr key={`${bar.call} ${bar.from}`}>
                    <td>{moment(bar.from, true)}</td>
                    <td>{bar.to === null ? "" : moment(bar.to, true)}</td>
                    <td>{nameOf(bar.line)}</td>
                    <td>
                      <span class={`chip ${tone(bar.state)}`}>{textOf("state", bar.state, "state.0")}</span>
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
