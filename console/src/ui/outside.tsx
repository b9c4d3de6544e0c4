// The outside world of the demo: the control interface of the embedded exchange (docs/exchange.md of the server).

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t, textOf } from "../i18n";
import { asTyped, shown } from "../numbers";
import type { Phone } from "../state/phone";
import { Refused } from "../wire/connection";
import { Button, Choice, Field, Section, submitting, typed } from "./basics";
import { Icon } from "./icons";

interface Party {
  id: string;
  number: string;
  direction: "in" | "out";
  state: "ringing" | "connected" | "busy" | "ended";
  heard: string;
}

const REFRESH_MS = 1000;

/** Ask the exchange as the administrator whose session this is. Throws Refused. */
export async function control<Reply>(session: string, path: string, body?: object): Promise<Reply> {
  const reply = await fetch(`exchange/v1/${path}`, {
    method: body ? "POST" : "GET",
    headers: { "x-ucsessionid": session, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = await reply.json();
  if (!reply.ok) throw new Refused(reply.status, typeof answer.error === "string" ? answer.error : answer.error.u8sErrorString);
  return answer as Reply;
}

interface OutsideProps {
  phones: readonly Phone[];
  administrator: Phone;
}

export function Outside({ phones, administrator }: OutsideProps) {
  const parties = useSignal<Party[]>([]);
  const country = administrator.country.value ?? phones[0]?.country.value;
  async function refresh() {
    parties.value = await control<Party[]>(administrator.connection.session, "outside").catch(() => parties.value);
  }
  async function act(path: string, body: object) {
    await phones[0]?.attempt(control(administrator.connection.session, path, body));
    await refresh();
  }
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [administrator]);
  const living = parties.value.filter((party) => party.state !== "ended");
  const lines = phones.flatMap((phone) => phone.own.value);
  return (
    <Section title={t("demo.outside")} class="outside" extra={<Icon name="world" />}>
      <div class="outside-grid">
        <form
          class="inline-form"
          aria-label={t("demo.outsideLead")}
          onSubmit={submitting((form) => act("outside", { from: typed(form, "from").replace(/[^+\d]/g, ""), to: typed(form, "to") }))}
        >
          <p class="hint wide">{t("demo.outsideLead")}</p>
          <Field
            label={t("demo.from")}
            name="from"
            type="tel"
            defaultValue="+49 89 123450"
            onChange={(event) => (event.currentTarget.value = asTyped(event.currentTarget.value, country))}
          />
          <Choice label={t("demo.to")} name="to">
            {lines.map((line) => (
              <option key={line.id} value={line.info.u8sPhoneNumber}>
                {line.info.u8sDescriptor || line.info.u8sPhoneNumber} · {line.info.u8sPhoneNumber.slice(-3)}
              </option>
            ))}
          </Choice>
          <Button type="submit" look="primary" icon="bell">
            {t("demo.ring")}
          </Button>
        </form>
        <div>
          <h3>{t("demo.parties")}</h3>
          {living.length === 0 && <p class="hint">{t("demo.noParties")}</p>}
          <ul class="parties">
            {living.map((party) => {
              const number = shown(party.number, country) || t("demo.withheld");
              return (
                <li key={party.id}>
                  <span>
                    <strong>{number}</strong> <small>{textOf("demo.state", party.state, "state.0")}</small>{" "}
                    {party.heard && <small>{t("demo.digits", { digits: party.heard })}</small>}
                  </span>
                  <Button
                    icon="hangUp"
                    look="bad"
                    class="small"
                    aria-label={t("demo.hangUp", { number })}
                    onClick={() => act(`outside/${party.id}/hangup`, {})}
                  />
                </li>
              );
            })}
          </ul>
        </div>
      </div>
      <p class="hint">{t("demo.rules")}</p>
    </Section>
  );
}
