// The calls of this session, to see and to repeat.

import { duration, moment, t, textOf } from "../i18n";
import { shown } from "../numbers";
import type { Line } from "../state/lines";
import type { Phone } from "../state/phone";
import type { RecentCall } from "../state/recent";
import { Button, Section } from "./basics";
import { Icon } from "./icons";

export function Recent({ phone, from }: { phone: Phone; from: Line | undefined }) {
  const calls = phone.recent.value;
  return (
    <Section title={t("recent.title")} class="recent">
      {calls.length === 0 && <p class="hint">{t("recent.none")}</p>}
      <ul>
        {calls.map((call) => (
          <Row key={call.id} {...{ phone, from, call }} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ phone, from, call }: { phone: Phone; from: Line | undefined; call: RecentCall }) {
  const number = shown(call.number, phone.country.value);
  const name = call.name || number || t("call.unknown");
  const over = call.state === 1;
  const missed = over && !call.answered && !call.outbound;
  const outcome = !over
    ? textOf("state", call.state, "state.0")
    : call.answered
      ? duration(call.seconds)
      : t(call.outbound ? "recent.unanswered" : "recent.missed");
  return (
    <li class={missed ? "missed" : ""}>
      <Icon name={call.outbound ? "outgoing" : "incoming"} />
      <span class="who">
        <span class="unseen">{t(call.outbound ? "recent.outgoing" : "recent.incoming")} </span>
        <strong>{name}</strong>
        <small>
          {moment(call.began)} · {outcome}
        </small>
      </span>
      {from && call.number && (
        <Button icon="phone" class="small" aria-label={t("recent.call", { name })} onClick={() => phone.dial(from, call.number)} />
      )}
    </li>
  );
}
