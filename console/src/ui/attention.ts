// Draws a person's attention to who rings: the page's title, and a notification where the browser may show one.

import { effect, type ReadonlySignal } from "@preact/signals";
import { t } from "../i18n";
import type { Phone } from "../state/phone";
import { callName, lineName } from "./wording";

export function canAsk(): boolean {
  return "Notification" in window && Notification.permission === "default";
}

/** Follow the phones for as long as the page lives. Gives the end of it. */
export function drawAttention(phones: ReadonlySignal<readonly Phone[]>): () => void {
  const shown = new Map<string, Notification | null>();
  return effect(() => {
    const ringing = phones.value.flatMap((phone) => phone.ringing.value.map((call) => ({ phone, call })));
    const [first] = ringing;
    document.title = first ? `☎ ${t("notify.title", { name: callName(first.call, first.phone) })}` : "callplane";
    const ids = new Set(ringing.map(({ call }) => call.u8sConnectionID));
    for (const [id, notification] of shown) {
      if (!ids.has(id)) {
        notification?.close();
        shown.delete(id);
      }
    }
    for (const { phone, call } of ringing) {
      if (!shown.has(call.u8sConnectionID)) shown.set(call.u8sConnectionID, notify(phone, callName(call, phone), call.u8sLinePhoneNumber));
    }
  });
}

function notify(phone: Phone, name: string, uri: string): Notification | null {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.visibilityState === "visible") return null;
  const line = phone.lines.value.find((it) => it.id === uri);
  const body = line ? t("notify.line", { line: lineName(line, phone) }) : "";
  try {
    const notification = new Notification(t("notify.title", { name }), { body, icon: "icon.svg", tag: uri });
    notification.onclick = () => window.focus();
    return notification;
  } catch {
    return null; // some phones take notifications of service workers only
  }
}
