// Lines, PBXs, sessions, the audit: what is, and little to change.

import { useSignal } from "@preact/signals";
import { moment, t, textOf } from "../i18n";
import { shown } from "../numbers";
import type { Phone } from "../state/phone";
import { Button, Field, Section } from "../ui/basics";
import { useLive } from "../ui/live";
import type { AuditEntry, Pbx } from "./api";
import { changed, useApi } from "./live";
import { numberOf, Table } from "./tables";

const OPEN_STATUS: Record<string, number> = { disconnected: 0, closed: 1, open: 2, no_phone: 3, no_pbx: 4, login_failed: 5 };

export function LinesTab({ phone }: { phone: Phone }) {
  const api = useApi(phone);
  const live = useLive(() => api.get("lines"), 3);
  const head = [t("lines.line"), t("lines.pbx"), t("lines.owners"), t("lines.status"), t("lines.calls"), t("lines.can")];
  return (
    <Section title={t("admin.lines")}>
      <p class="problem">{live.problem.value}</p>
      <Table label={t("admin.lines")} head={head}>
        {live.data.value?.map((line) => (
          <tr key={line.uri}>
            <th scope="row">
              {line.description || "–"}
              <small class="below number">{shown(line.number, phone.country.value)}</small>
            </th>
            <td>{line.pbx}</td>
            <td>{line.owners.join(", ") || "–"}</td>
            <td>
              <span class={`chip ${line.status === "open" ? "good" : "bad"}`}>
                {line.status === "unknown" ? t("lines.notLive") : textOf("open", OPEN_STATUS[line.status] ?? "", "open.other")}
              </span>
              {line.do_not_disturb && <span class="chip">{t("lines.dnd")}</span>}
              {line.forwards > 0 && <span class="chip">{t("lines.forwarded")}</span>}
              {line.remote_office && <span class="chip">{t("lines.remote")}</span>}
            </td>
            <td>{line.calls.length || "–"}</td>
            <td>
              <details>
                <summary>{line.can.length + line.emulated.length}</summary>
                <Capabilities names={line.can} />
                {line.emulated.length > 0 && (
                  <>
                    <small>{t("lines.emulated")}</small>
                    <Capabilities names={line.emulated} />
                  </>
                )}
              </details>
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

export function PbxsTab({ phone }: { phone: Phone }) {
  const api = useApi(phone);
  const live = useLive(() => api.get("pbxs"), 3);
  return (
    <>
      <p class="problem">{live.problem.value}</p>
      <div class="pbxs">
        {live.data.value?.map((pbx) => (
          <PbxPanel key={pbx.name} pbx={pbx} />
        ))}
      </div>
    </>
  );
}

function PbxPanel({ pbx }: { pbx: Pbx }) {
  return (
    <Section
      title={pbx.name}
      extra={<span class={`chip ${pbx.up ? "good" : "bad"}`}>{t(pbx.up ? "pbxs.up" : "pbxs.down")}</span>}
    >
      <dl>
        <dt>{t("pbxs.driver")}</dt>
        <dd>{pbx.driver}</dd>
        <dt>{t("pbxs.location")}</dt>
        <dd>{pbx.location}</dd>
        <dt>{t("pbxs.link")}</dt>
        <dd>
          {pbx.since !== null && t("pbxs.since", { time: moment(pbx.since * 1000) })} {pbx.reason}
        </dd>
        <dt>{t("admin.lines")}</dt>
        <dd>
          {pbx.lines} · {t("lines.calls")}: {pbx.calls}
        </dd>
        <dt>{t("pbxs.can")}</dt>
        <dd>
          <Capabilities names={pbx.can} />
        </dd>
        {pbx.emulated.length > 0 && <dt>{t("pbxs.server")}</dt>}
        {pbx.emulated.length > 0 && (
          <dd>
            <Capabilities names={pbx.emulated} />
          </dd>
        )}
        {pbx.cannot.length > 0 && <dt>{t("pbxs.cannot")}</dt>}
        {pbx.cannot.length > 0 && (
          <dd>
            <Capabilities names={pbx.cannot} />
          </dd>
        )}
      </dl>
    </Section>
  );
}

function Capabilities({ names }: { names: string[] }) {
  return (
    <span class="capabilities">
      {names.map((name) => (
        <span class="chip" key={name}>
          {name.replaceAll("_", " ")}
        </span>
      ))}
    </span>
  );
}

export function SessionsTab({ phone }: { phone: Phone }) {
  const api = useApi(phone);
  const live = useLive(() => api.get("sessions"), 3);
  const head = ["user", "client", "state", "encoding", "monitors", "queue", "end"] as const;
  return (
    <Section title={t("admin.sessions")}>
      <p class="problem">{live.problem.value}</p>
      <Table label={t("admin.sessions")} head={head.map((name) => t(`sessions.${name}`))}>
        {live.data.value?.map((session) => (
          <tr key={session.name}>
            <th scope="row">
              {session.user}
              <small class="below">{session.name.split("/")[1]}</small>
            </th>
            <td>{session.client || "–"}</td>
            <td>
              <span class={`chip ${session.connected ? "good" : ""}`}>
                {t(session.connected ? "sessions.connected" : "sessions.waiting")}
              </span>
            </td>
            <td>{session.encoding || "–"}</td>
            <td>{session.monitors}</td>
            <td>{session.waiting_bytes}</td>
            <td>
              <Button
                class="small"
                look="bad"
                aria-label={t("sessions.endLabel", { name: session.name })}
                onClick={() => changed(phone, api.change("DELETE", ["sessions", session.name]), live)}
              >
                {t("sessions.end")}
              </Button>
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

const AUDIT_KEPT = 2000;

export function AuditTab({ phone }: { phone: Phone }) {
  const api = useApi(phone);
  const search = useSignal("");
  const live = useLive<AuditEntry[]>(
    async (before) => [...(await api.audit(before?.[0]?.number ?? 0)), ...(before ?? [])].slice(0, AUDIT_KEPT),
    2,
  );
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (entry: AuditEntry) => {
    const text = Object.values(entry).join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const entries = (live.data.value ?? []).filter(fits).slice(0, 300);
  const head = [t("audit.time"), t("audit.who"), t("audit.what"), t("audit.where"), t("audit.outcome")];
  return (
    <Section
      title={t("admin.audit")}
      extra={
        <Field
          label={t("audit.search")}
          hidden
          type="search"
          placeholder={t("audit.search")}
          value={search}
          onInput={(event) => (search.value = event.currentTarget.value)}
        />
      }
    >
      <p class="hint">{t("audit.lead", { limit: AUDIT_KEPT })}</p>
      <p class="problem">{live.problem.value}</p>
      <Table label={t("admin.audit")} head={head}>
        {entries.map((entry) => (
          <tr key={entry.number}>
            <td class="number">{moment(entry.time * 1000, true)}</td>
            <th scope="row">
              {entry.user}
              {entry.session && <small class="below">{entry.session.split("/")[1]}</small>}
            </th>
            <td>
              {entry.action}
              {entry.target && ` → ${entry.target}`}
              {entry.call && <small class="below call-id">{entry.call}</small>}
            </td>
            <td class="number">{shown(numberOf(entry.line), phone.country.value)}</td>
            <td>
              <span class={`chip ${entry.outcome === "done" ? "good" : "bad"}`}>{entry.outcome === "done" ? t("audit.done") : entry.outcome}</span>
              {entry.text && <small class="below">{entry.text}</small>}
            </td>
          </tr>
        ))}
      </Table>
      {live.data.value && entries.length === 0 && <p class="hint">{t("admin.none")}</p>}
    </Section>
  );
}
