// What opens below a call's buttons: the target of a transfer, the keypad, the call's data.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { asTyped } from "../numbers";
import type { Call } from "../state/lines";
import type { Phone } from "../state/phone";
import { Button, Field, submitting, typed } from "./basics";

export function TargetForm({ phone, call, kind, close }: { phone: Phone; call: Call; kind: "redirect" | "transfer"; close(): void }) {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), []);
  async function send(sent: HTMLFormElement) {
    const target = typed(sent, "target");
    if (!target) return;
    const argument = { u8sConnectionID: call.u8sConnectionID, u8sContactID: "", u8sPhoneNumber: target, iNumberFormat: 1 };
    if (await phone.attempt(phone.connection.command("asnCtiRedirectCall", argument))) {
      close();
      phone.notify(t("done.transfer"), "info");
    }
  }
  return (
    <form ref={form} class="inline-form" aria-label={t(`form.${kind}`)} onSubmit={submitting(send)} onKeyDown={escape(close)}>
      <Field
        label={t("form.target")}
        name="target"
        type="tel"
        onInput={(event) => {
          const field = event.currentTarget;
          if (field.selectionStart === field.value.length && (event as InputEvent).inputType?.startsWith("insert"))
            field.value = asTyped(field.value, phone.country.value);
        }}
      />
      <Button type="submit" look="primary" icon={kind}>
        {t(`action.${kind}`)}
      </Button>
      <Button onClick={close}>{t("form.cancel")}</Button>
    </form>
  );
}

const DIGITS = [..."123456789*0#"];

export function Keypad({ phone, call, close }: { phone: Phone; call: Call; close(): void }) {
  const sent = useSignal("");
  const pad = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => pad.current?.querySelector("button")?.focus(), []);
  async function send(digit: string) {
    const argument = { u8sConnectionID: call.u8sConnectionID, iDigitMode: 0, iDigitDuration: 0, u8sDigitsToDial: digit };
    if (await phone.attempt(phone.connection.command("asnCtiDialDigits", argument))) sent.value += digit;
  }
  function press(event: KeyboardEvent) {
    if (event.key === "Escape") close();
    else if (DIGITS.includes(event.key)) void send(event.key);
  }
  return (
    <div class="keypad" role="group" aria-label={t("keypad.title")} ref={pad} onKeyDown={press}>
      <div class="keys">
        {DIGITS.map((digit) => (
          <button type="button" class="key" key={digit} aria-label={t("keypad.digit", { digit })} onClick={() => send(digit)}>
            {digit}
          </button>
        ))}
      </div>
      <p class="sent" role="status">
        {sent.value && t("keypad.sent", { digits: sent.value })}
      </p>
    </div>
  );
}

export function CallData({ phone, call, own }: { phone: Phone; call: Call; own: boolean }) {
  const pairs = call.callDataList ?? [];
  function set(key: string, value: string) {
    const argument = { u8sConnectionID: call.u8sConnectionID, callDataList: [{ key, value }] };
    return phone.attempt(phone.connection.command("asnCtiSetCallData", argument));
  }
  async function add(form: HTMLFormElement) {
    if (typed(form, "key") && (await set(typed(form, "key"), typed(form, "value")))) {
      form.reset();
      form.querySelector("input")?.focus();
    }
  }
  return (
    <div class="call-data" role="group" aria-label={t("data.title")}>
      {pairs.length === 0 && <p class="hint">{t("data.none")}</p>}
      {pairs.map(({ key, value }) => (
        <form class="pair" key={key} onSubmit={submitting((form) => set(key, typed(form, "value")))}>
          <Field label={key} name="value" key={value} defaultValue={value} readOnly={!own} />
          {own && (
            <>
              <Button type="submit" icon="check" class="small" aria-label={t("data.save", { key })} />
              <Button icon="close" class="small" aria-label={t("data.remove", { key })} onClick={() => set(key, "")} />
            </>
          )}
        </form>
      ))}
      {own && (
        <form class="pair new" onSubmit={submitting(add)}>
          <Field label={t("data.key")} name="key" maxLength={64} />
          <Field label={t("data.value")} name="value" />
          <Button type="submit" icon="add">
            {t("data.add")}
          </Button>
        </form>
      )}
    </div>
  );
}

function escape(close: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
}
