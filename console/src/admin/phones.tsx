// The virtual phones of the embedded exchange, over its control interface (docs/exchange.md of the server).

import { t, textOf } from "../i18n";
import { shown } from "../numbers";
import { State } from "../state/lines";
import type { Phone } from "../state/phone";
import { Button, Section } from "../ui/basics";
import { control } from "../ui/outside";
import { tone } from "../ui/wording";
import { useLive } from "../ui/live";
import { changed, useApi } from "./live";
import { Table } from "./tables";

interface VirtualPhone {
  extension: string;
  number: string;
  name: string;
  plugged: boolean;
  do_not_disturb: boolean;
  calls: { id: string; state: string; direction: "in" | "out"; remote: string; remote_name: string }[];
}

const NUMBERS: Record<string, number> = { ...State };

export function PhonesTab({ phone }: { phone: Phone }) {
  return (
    <>
      <VirtualPhones phone={phone} />
      <SipPhones phone={phone} />
    </>
  );
}

function SipPhones({ phone }: { phone: Phone }) {
  const api = useApi(phone);
  const live = useLive(() => api.get("phones"), 5);
  const head = [t("phones.extension"), t("phones.name"), t("lines.pbx"), t("phones.registered"), t("users.actions")];
  return (
    <Section title={t("phones.sip")}>
      <p class="hint">{t("phones.sipLead")}</p>
      <p class="problem">{live.problem.value}</p>
      <Table label={t("phones.sip")} head={head}>
        {live.data.value?.map((it) => (
          <tr key={`${it.pbx} ${it.name}`}>
            <th scope="row">{it.extension}</th>
            <td>
              {it.name} {it.auto_answer && <span class="chip">{t("phones.auto")}</span>}
            </td>
            <td>{it.pbx}</td>
            <td>
              {it.registered.map((place) => (
                <span class="chip good" key={place}>
                  {place}
                </span>
              ))}
              {it.registered.length === 0 && t("phones.away")}
            </td>
            <td>
              <span class="row-actions">
                <Button
                  class="small"
                  aria-label={`${t("phones.kick")}: ${it.name}`}
                  onClick={() => changed(phone, api.change("DELETE", ["phones", it.pbx, it.name, "registration"]), live)}
                >
                  {t("phones.kick")}
                </Button>
                <Button
                  class="small"
                  look="bad"
                  aria-label={`${t("users.remove")}: ${it.name}`}
                  onClick={() => changed(phone, api.change("DELETE", ["phones", it.pbx, it.name]), live)}
                >
                  {t("users.remove")}
                </Button>
              </span>
            </td>
          </tr>
        ))}
      </Table>
      {live.data.value?.length === 0 && <p class="hint">{t("admin.none")}</p>}
    </Section>
  );
}

function VirtualPhones({ phone }: { phone: Phone }) {
  const { session } = phone.connection;
  const live = useLive(() => control<VirtualPhone[]>(session, "phones"), 2);
  const act = (extension: string, action: string) =>
    changed(phone, control<object>(session, `phones/${extension}/${action}`, {}).then(() => undefined), live);
  return (
    <Section title={t("phones.virtual")}>
      <p class="hint">{t(live.problem.value ? "phones.none" : "phones.lead")}</p>
      <Table label={t("phones.virtual")} head={[t("phones.extension"), t("users.state"), t("phones.calls"), t("users.actions")]}>
        {live.data.value?.map((it) => (
          <tr key={it.extension}>
            <th scope="row">
              {it.extension} <small>{it.name}</small>
            </th>
            <td>
              <span class={`chip ${it.plugged ? "good" : "bad"}`}>{t(it.plugged ? "phones.plugged" : "phones.unplugged")}</span>
              {it.do_not_disturb && <span class="chip">{t("lines.dnd")}</span>}
            </td>
            <td>
              {it.calls.map((call) => (
                <span class={`chip ${tone(NUMBERS[call.state] ?? 0)}`} key={call.id}>
                  {textOf("state", NUMBERS[call.state] ?? 0, "state.0")} {call.remote_name || shown(call.remote, phone.country.value)}
                </span>
              ))}
            </td>
            <td>
              <span class="row-actions">
                <Button class="small" disabled={!it.calls.some((call) => call.state === "offering")} onClick={() => act(it.extension, "answer")}>
                  {t("phones.answer")}
                </Button>
                <Button class="small" disabled={it.calls.length === 0} onClick={() => act(it.extension, "hangup")}>
                  {t("phones.hangup")}
                </Button>
                <Button class="small" onClick={() => act(it.extension, it.plugged ? "unplug" : "plug")}>
                  {t(it.plugged ? "phones.unplug" : "phones.plug")}
                </Button>
              </span>
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}
