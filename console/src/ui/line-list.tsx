// The lines of a user with what goes on on them: his own to choose from, those of others to see, call and pick up.

import type { Signal } from "@preact/signals";
import { t, textOf } from "../i18n";
import { shown } from "../numbers";
import { actionsOf, CallType, State, type Line } from "../state/lines";
import type { Phone } from "../state/phone";
import { Button, Section } from "./basics";
import { perform } from "./call-card";
import { Icon, type IconName } from "./icons";
import { activity, callName, lineName } from "./wording";

const OPEN = 2;
const WORDS = { free: "lines.free", ringing: "lines.ringing", talking: "lines.busy" } as const;

export function OwnLines({ phone, selected }: { phone: Phone; selected: Signal<string> }) {
  const lines = phone.own.value;
  return (
    <Section title={t("lines.own")} class="lines">
      {lines.length === 0 && <p class="hint">{t("lines.none")}</p>}
      <ul>
        {lines.map((line) => (
          <li key={line.id}>
            <button
              type="button"
              class="line"
              aria-pressed={line.id === selected.value}
              data-line={line.info.u8sPhoneNumber}
              onClick={() => (selected.value = line.id)}
            >
              <LineText phone={phone} line={line} />
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** `opened` is the line whose settings are open. */
export function OtherLines({ phone, from, opened }: { phone: Phone; from: Line | undefined; opened: Signal<string> }) {
  const lines = phone.others.value;
  if (lines.length === 0) return null;
  return (
    <Section title={t("lines.others")} class="lines">
      <ul>
        {lines.map((line) => (
          <li key={line.id} class="line" data-line={line.info.u8sPhoneNumber}>
            <LineText phone={phone} line={line} />
            <OtherActions phone={phone} line={line} from={from} opened={opened} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Call the colleague; what his rights allow with his calls stands behind. */
function OtherActions({ phone, line, from, opened }: { phone: Phone; line: Line; from: Line | undefined; opened: Signal<string> }) {
  const name = lineName(line, phone);
  const ringing = from ? line.calls.filter((call) => actionsOf(call, false).includes("pickup")) : [];
  return (
    <span class="line-actions">
      {from &&
        ringing.map((call) => (
          <Button
            key={call.u8sConnectionID}
            look="good"
            icon="pickup"
            class="small"
            onClick={() => perform(phone, line, call, "pickup", from.id)}
          >
            {t("action.pickup")}
          </Button>
        ))}
      {line.info.iForwardFeaturesUSER !== 0 && (
        <Button
          icon="settings"
          class="small quiet"
          aria-label={t("settings.of", { name })}
          aria-expanded={opened.value === line.id}
          onClick={() => (opened.value = opened.value === line.id ? "" : line.id)}
        />
      )}
      {from && (
        <Button
          icon="phone"
          class="small"
          aria-label={t("lines.call", { name })}
          onClick={() => phone.dial(from, line.info.u8sPhoneNumber)}
        />
      )}
    </span>
  );
}

function LineText({ phone, line }: { phone: Phone; line: Line }) {
  const now = activity(line);
  const status = now === "out" ? textOf("open", line.info.iLineOpenStatus, "open.other") : t(WORDS[now]);
  const calls = line.calls.filter((call) => call.iCallType !== CallType.member);
  const talk = calls.find((call) => call.iCallState === State.offering) ?? calls[0];
  return (
    <>
      <span class={`dot ${now}`} aria-hidden="true" />
      <span class="line-text">
        <span class="line-name">
          {lineName(line, phone)} <span class="number">{shown(line.info.u8sPhoneNumber, phone.country.value)}</span>
        </span>
        <span class={`line-status ${line.info.iLineOpenStatus === OPEN ? "" : "trouble"}`}>
          {status}
          {talk && now !== "out" && ` · ${callName(talk, phone)}`}
        </span>
        <Badges line={line} />
      </span>
    </>
  );
}

function Badges({ line }: { line: Line }) {
  const badges: [boolean, IconName, string][] = [
    [line.doNotDisturb, "quiet", t("lines.dnd")],
    [line.forwards.length > 0, "forward", t("lines.forwarded")],
    [line.remoteOffice.iEnabled !== 0, "office", t("lines.remote")],
  ];
  const shownBadges = badges.filter(([on]) => on);
  if (shownBadges.length === 0) return null;
  return (
    <span class="badges">
      {shownBadges.map(([, icon, text]) => (
        <span class="badge" key={icon}>
          <Icon name={icon} />
          {text}
        </span>
      ))}
    </span>
  );
}
