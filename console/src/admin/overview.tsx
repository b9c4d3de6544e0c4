// How the server is: figures, charts of the last minutes, and what needs attention.

import type { ReadonlySignal } from "@preact/signals";
import { duration, language, t } from "../i18n";
import type { Phone } from "../state/phone";
import { Section } from "../ui/basics";
import { Icon } from "../ui/icons";
import { useLive } from "../ui/live";
import { figuresOf, followed, latency, points, rates, type Figures } from "./charts";
import { useApi } from "./live";

const WIDTH = 240;
const HEIGHT = 56;

export function OverviewTab({ phone }: { phone: Phone }) {
  const api = useApi(phone);
  const overview = useLive(() => api.get("overview"), 4);
  const problems = useLive(() => api.get("problems"), 10);
  const course = useLive<readonly Figures[]>(async (before) => followed(before ?? [], figuresOf(await api.get("metrics"))), 2);
  const now = overview.data.value;
  return (
    <>
      {now && (
        <ul class="facts">
          <li>
            <span class={`chip ${now.ready ? "good" : "bad"}`}>{t(now.ready ? "overview.ready" : "overview.notReady")}</span>
          </li>
          <li>
            {t("overview.version")} <strong>{now.version}</strong>
          </li>
          <li>
            {t("overview.uptime")} <strong>{duration(Math.floor(now.now - now.started))}</strong>
          </li>
        </ul>
      )}
      <p class="problem">{overview.problem.value || course.problem.value}</p>
      <Charts course={course.data} />
      <Section title={t("overview.problems")} class="problems">
        {problems.data.value?.length === 0 && (
          <p class="good-news">
            <Icon name="check" />
            {t("overview.noProblems")}
          </p>
        )}
        <ul>
          {problems.data.value?.map((problem) => (
            <li key={problem.text}>
              <Icon name="warning" />
              <span>
                <strong>{problem.text}</strong>
                {problem.line > 0 && <small> ({t("overview.configLine", { line: problem.line })})</small>}
                {problem.remedy && (
                  <small class="remedy">
                    {t("overview.remedy")}: {problem.remedy}
                  </small>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function Charts({ course }: { course: ReadonlySignal<readonly Figures[] | null> }) {
  const figures = course.value ?? [];
  const last = figures.at(-1);
  if (!last) return <p class="loading">{t("admin.loading")}</p>;
  const number = (value: number, digits = 0) => value.toLocaleString(language.value, { maximumFractionDigits: digits });
  const grown = (name: "events" | "answers" | "cpu") => rates(figures, name);
  return (
    <div class="charts">
      <Chart title={t("overview.calls")} now={number(last.calls)} values={figures.map((it) => it.calls)} />
      <Chart title={t("overview.sessions")} now={number(last.sessions)} values={figures.map((it) => it.sessions)} />
      <Chart title={t("overview.events")} now={number(grown("events").at(-1) ?? 0, 1)} values={grown("events")} />
      <Chart title={t("overview.answers")} now={number(grown("answers").at(-1) ?? 0, 1)} values={grown("answers")} />
      <Chart title={t("overview.cpu")} now={`${number((grown("cpu").at(-1) ?? 0) * 100, 1)} %`} values={grown("cpu")} />
      <Chart title={t("overview.memory")} now={`${number(last.memory / 2 ** 20)} MiB`} values={figures.map((it) => it.memory)} />
      <Tile title={t("overview.lines")} now={`${number(last.openLines)} / ${number(last.lines)}`} />
      <Tile title={t("overview.monitors")} now={number(last.monitors)} />
      <Tile title={t("overview.latency")} now={latency(figures) ? `${number(latency(figures) * 1000, 2)} ms` : "–"} />
    </div>
  );
}

function Chart({ title, now, values }: { title: string; now: string; values: number[] }) {
  const line = points(values, WIDTH, HEIGHT);
  const left = line.split(",")[0];
  return (
    <figure class="panel tile">
      <figcaption>
        {title} <span class="unseen">{t("overview.lastMinutes")}</span>
      </figcaption>
      <strong>{now}</strong>
      <svg viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`} preserveAspectRatio="none" aria-hidden="true">
        {values.length > 1 && <polygon points={`${left},${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />}
        <polyline points={line} />
      </svg>
    </figure>
  );
}

function Tile({ title, now }: { title: string; now: string }) {
  return (
    <figure class="panel tile">
      <figcaption>{title}</figcaption>
      <strong>{now}</strong>
    </figure>
  );
}
