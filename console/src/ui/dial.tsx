// The field to call somebody with.

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n";
import { asTyped } from "../numbers";
import { rights } from "../state/ask";
import { State, type Line } from "../state/lines";
import type { Phone } from "../state/phone";
import { Button, Choice, submitting } from "./basics";
import { useLive } from "./live";
import { lineName } from "./wording";

/** `own` is the own line that is selected; calls may be made from colleagues' lines, too, that the user fully controls. */
export function Dial({ phone, own, select }: { phone: Phone; own: Line; select(id: string): void }) {
  const colleague = useSignal("");
  const controlled = useControlled(phone);
  const line = controlled.find((it) => it.id === colleague.value) ?? own;
  const id = useId();
  const text = useSignal("");
  const busy = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const country = phone.country.value;
  const consults = line.calls.some((call) => call.iCallState === State.connected);

  function choose(uri: string) {
    colleague.value = controlled.some((it) => it.id === uri) ? uri : "";
    if (!colleague.value) select(uri);
  }

  async function call() {
    if (!text.value.trim() || busy.value) return;
    busy.value = true;
    if (await phone.dial(line, text.value)) text.value = "";
    busy.value = false;
    input.current?.focus();
  }

  /** Format while somebody types at the end; a correction in the middle is left alone. */
  function type(field: HTMLInputElement) {
    const atEnd = field.selectionStart === field.value.length;
    const shrinks = field.value.length < text.value.length;
    text.value = atEnd && !shrinks ? asTyped(field.value, country) : field.value;
  }

  return (
    <form class="dial" onSubmit={submitting(call)}>
      <div class="dial-head">
        <label for={id}>
          {t("dial.label")} {controlled.length === 0 && <small>{t("dial.from", { line: lineName(line, phone) })}</small>}
        </label>
        {controlled.length > 0 && (
          <Choice label={t("dial.line")} hidden value={line.id} onChange={(event) => choose(event.currentTarget.value)}>
            {[...phone.own.value, ...controlled].map((it) => (
              <option key={it.id} value={it.id}>
                {t("dial.from", { line: `${lineName(it, phone)} · ${it.info.u8sPhoneNumber.slice(-3)}` })}
              </option>
            ))}
          </Choice>
        )}
      </div>
      <div class="dial-row">
        <input
          ref={input}
          id={id}
          class="dial-field"
          type="tel"
          inputMode="tel"
          autocomplete="off"
          aria-keyshortcuts="Alt+D"
          aria-describedby={consults ? `${id}c` : undefined}
          value={text}
          onInput={(event) => type(event.currentTarget)}
        />
        <Button type="submit" look="good" icon="phone" disabled={!text.value.trim() || busy.value}>
          {t("dial.call")}
        </Button>
      </div>
      {consults && (
        <p class="hint" id={`${id}c`}>
          {t("dial.consult")}
        </p>
      )}
    </form>
  );
}

/** The lines of colleagues that calls may be made from. Asked anew when lines come and go or rights on them change. */
function useControlled(phone: Phone): Line[] {
  const live = useLive(() => rights(phone.connection.session));
  const seen = phone.others.value.map((line) => `${line.id} ${line.info.iForwardFeaturesUSER}`).join();
  useEffect(() => {
    if (live.data.peek()) void live.refresh();
  }, [seen]);
  return phone.others.value.filter((line) => live.data.value?.[line.id] === "control");
}
