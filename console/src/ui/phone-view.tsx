// One user's phone: lines, dial field, calls, settings, recent calls. Two of them may stand side by side.

import { useSignal } from "@preact/signals";
import { t } from "../i18n";
import { arranged, type Line } from "../state/lines";
import type { Phone } from "../state/phone";
import { Button } from "./basics";
import { CallCard } from "./call-card";
import { Dial } from "./dial";
import { Icon } from "./icons";
import { OtherLines, OwnLines } from "./line-list";
import { LineSettings } from "./line-settings";
import { Recent } from "./recent";
import { Recordings } from "./recordings";
import { callName, lineName } from "./wording";

export function PhoneView({ phone, titled }: { phone: Phone; titled: boolean }) {
  const selected = useSignal("");
  const opened = useSignal("");
  const own = phone.own.value;
  const line = own.find((it) => it.id === selected.value) ?? own[0];
  if (line && selected.value !== line.id) selected.value = line.id;
  return (
    <div class="phone" data-user={phone.user}>
      {titled && (
        <header class="phone-title">
          <h1>{phone.displayName.value || phone.user}</h1>
          <ConnectionChip phone={phone} />
        </header>
      )}
      <Notices phone={phone} />
      <div class="phone-grid">
        <div class="side">
          <OwnLines phone={phone} selected={selected} />
          <OtherLines phone={phone} from={line} opened={opened} />
        </div>
        <div class="middle">
          {line && <Dial phone={phone} own={line} select={(id) => (selected.value = id)} />}
          {line && <Calls phone={phone} line={line} />}
          {own.filter((other) => other !== line && other.calls.length > 0).map((other) => (
            <Calls key={other.id} phone={phone} line={other} named />
          ))}
          {phone.others.value.filter(controlled).map((other) => (
            <Calls key={other.id} phone={phone} line={other} named own={false} pickupLine={line?.id ?? ""} />
          ))}
          {line && <LineSettings key={line.id} phone={phone} line={line} />}
          {phone.others.value.filter((other) => other.id === opened.value).map((other) => (
            <LineSettings key={other.id} phone={phone} line={other} whose={lineName(other, phone)} />
          ))}
        </div>
        <div class="past">
          <Recent phone={phone} from={line} />
          <Recordings phone={phone} />
        </div>
      </div>
      <Announcer phone={phone} />
    </div>
  );
}

/** Whether more can be done with the calls of a colleague's line than to pick them up. */
function controlled(line: Line): boolean {
  const PICKUP_AND_REDIRECT = 1024 | 512;
  return line.calls.some((call) => call.iFeatures & ~PICKUP_AND_REDIRECT);
}

interface CallsProps {
  phone: Phone;
  line: Line;
  named?: boolean;
  own?: boolean;
  pickupLine?: string;
}

function Calls({ phone, line, named = false, own = true, pickupLine = "" }: CallsProps) {
  const title = named ? `${t("calls.title")}: ${lineName(line, phone)}` : t("calls.title");
  const calls = arranged(line.calls);
  return (
    <section class="calls" aria-label={title}>
      <h2 class={named ? "" : "unseen"}>{title}</h2>
      {calls.length === 0 && (
        <div class="empty">
          <Icon name="phone" />
          <p>{t("calls.none")}</p>
          <p class="hint">{t("calls.noneHint")}</p>
        </div>
      )}
      {calls.map((call) => (
        <CallCard key={call.u8sConnectionID} {...{ phone, line, call, own, pickupLine }} />
      ))}
    </section>
  );
}

/** Tells those who do not see the page who rings. */
function Announcer({ phone }: { phone: Phone }) {
  const ringing = phone.ringing.value.map((call) => t("notify.title", { name: callName(call, phone) }));
  return (
    <p class="unseen" role="alert">
      {ringing.join(". ")}
    </p>
  );
}

export function ConnectionChip({ phone }: { phone: Phone }) {
  const status = phone.status.value;
  const key = {
    connecting: "status.connecting",
    waiting: "status.waiting",
    closed: "status.waiting",
    open: "status.open",
  } as const;
  const resumed = { new: "status.open", resumed: "status.resumed", restarted: "status.restarted" } as const;
  return (
    <span class="connection-box">
      <span class={`connection ${status.kind}`} role="status">
        {t(status.kind === "open" ? resumed[status.how] : key[status.kind])}
      </span>
      {status.kind === "waiting" && <Button onClick={() => phone.connection.hurry()}>{t("status.now")}</Button>}
    </span>
  );
}

export function Notices({ phone }: { phone: Phone }) {
  return (
    <div class="notices" aria-live="polite">
      {phone.notices.value.map((notice) => (
        <div key={notice.number} class={`notice ${notice.kind}`}>
          <Icon name={notice.kind === "error" ? "warning" : "check"} />
          <span>{notice.text}</span>
          <Button icon="close" class="small" aria-label={t("notify.close")} onClick={() => phone.dismiss(notice.number)} />
        </div>
      ))}
    </div>
  );
}
