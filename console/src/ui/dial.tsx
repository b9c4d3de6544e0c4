// The field to call somebody with.

import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { t } from "../i18n";
import { asTyped } from "../numbers";
import { State, type Line } from "../state/lines";
import type { Phone } from "../state/phone";
import { Button, submitting } from "./basics";
import { lineName } from "./wording";

export function Dial({ phone, line }: { phone: Phone; line: Line }) {
  const id = useId();
  const text = useSignal("");
  const busy = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const country = phone.country.value;
  const consults = line.calls.some((call) => call.iCallState === State.connected);

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
      <label for={id}>
        {t("dial.label")} <small>{t("dial.from", { line: lineName(line, phone) })}</small>
      </label>
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
