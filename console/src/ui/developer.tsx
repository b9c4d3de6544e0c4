// What programmers want to see: every message in and out, and how a scenario went on all lines.

import { useComputed, useSignal, type Signal } from "@preact/signals";
import { moment, t } from "../i18n";
import { found, type Entry, type Journal } from "../state/journal";
import type { Call } from "../state/lines";
import type { Phone } from "../state/phone";
import { Button, Field, Section } from "./basics";
import { Timeline } from "./timeline";

const MOST_SHOWN = 300;

export function Developer({ journal, phones, heard }: { journal: Journal; phones: readonly Phone[]; heard: Signal<number> }) {
  const search = useSignal("");
  const fitting = useComputed(() => {
    void heard.value; // the journal itself is no signal
    return found(journal.entries, search.value).slice(-MOST_SHOWN).reverse();
  });
  void heard.value;
  return (
    <main id="content" class="developer">
      <h1>{t("dev.title")}</h1>
      <p class="lead">
        {t("dev.lead")} <a href="api/">{t("dev.interface")}</a>
      </p>
      <Timeline journal={journal} phones={phones} />
      <Section
        title={t("dev.messages")}
        class="messages"
        extra={
          <div class="tools">
            <Field
              label={t("dev.search")}
              hidden
              type="search"
              placeholder={t("dev.search")}
              value={search}
              onInput={(event) => (search.value = event.currentTarget.value)}
            />
            <Button
              onClick={() => {
                journal.clear();
                heard.value += 1;
              }}
            >
              {t("dev.clear")}
            </Button>
          </div>
        }
      >
        <p class="hint" role="status">
          {t("dev.count", { shown: fitting.value.length, all: journal.entries.length })}
        </p>
        {fitting.value.length === 0 && <p class="hint">{t("dev.none")}</p>}
        <ol class="entries">
          {fitting.value.map((entry) => (
            <Row key={entry.number} entry={entry} />
          ))}
        </ol>
      </Section>
    </main>
  );
}

function Row({ entry }: { entry: Entry }) {
  const open = useSignal(false);
  return (
    <li class={`entry ${entry.kind}`}>
      <button type="button" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
        <time>{moment(entry.at, true)}</time>
        <span class="arrow" aria-hidden="true">
          {entry.direction === "out" ? "↑" : "↓"}
        </span>
        <span class="unseen">{t(entry.direction === "out" ? "dev.sent" : "dev.received")}</span>
        <span class="by">{entry.user}</span>
        <span class="kind">{entry.kind}</span>
        <span class="operation">{entry.operation}</span>
        <code>{gist(entry)}</code>
      </button>
      {open.value && <pre tabIndex={0}>{JSON.stringify(JSON.parse(entry.text), null, 2)}</pre>}
    </li>
  );
}

interface Told extends Record<string, unknown> {
  callinformation?: Call;
}

/** The part of a message that tells it from others. */
function gist(entry: Entry): string {
  const message = JSON.parse(entry.text);
  const inner = message.invoke?.argument ?? message.result?.result?.result ?? message.error?.error ?? message.reject ?? {};
  const { _type: _, u8sMonitorCrossRefID: _1, u8sLineMonitorCrossRefID: _2, callinformation, ...rest } = inner as Told;
  if (!callinformation) return JSON.stringify(rest).slice(0, 160);
  const { iCallState, u8sRemoteNumberSC, iFeatures } = callinformation;
  return JSON.stringify({ ...rest, iCallState, u8sRemoteNumberSC, iFeatures });
}
