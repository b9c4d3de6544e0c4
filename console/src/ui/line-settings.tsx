// Do-not-disturb, forwards and remote office of a line, as far as its features go.

import { useSignal } from "@preact/signals";
import { t, textOf } from "../i18n";
import { shown } from "../numbers";
import type { Line } from "../state/lines";
import type { Phone } from "../state/phone";
import { EnumLineFeatures as LineFeature, type AsnLineForward } from "../../../clients/typescript/src/interface";
import { Button, Choice, Field, submitting, Switch, typed } from "./basics";
import { Icon } from "./icons";

const MODES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];
const NO_ANSWER = 4 | 32 | 64;

/** `whose`: the name of the colleague whose line it is; his rights may leave less to be set. Empty for an own line. */
export function LineSettings({ phone, line, whose = "" }: { phone: Phone; line: Line; whose?: string }) {
  const can = (feature: number) => (line.info.iLineFeatures & feature) !== 0;
  const { connection } = phone;
  return (
    <details class="panel settings" open={whose !== ""}>
      <summary>
        <Icon name="settings" />
        <h2>{whose ? t("settings.of", { name: whose }) : t("settings.title")}</h2>
      </summary>
      {can(LineFeature.eCTILINEFEATUREDONOTDISTURB) && (
        <Switch
          label={t("settings.dnd")}
          hint={t("settings.dndHint")}
          on={line.doNotDisturb}
          toggle={(on) =>
            phone.attempt(connection.command("asnCtiLineSetDoNotDisturb", { u8sLinePhoneNumber: line.id, bDoNotDisturb: on }))
          }
        />
      )}
      {line.info.iForwardFeaturesUSER !== 0 && <Forwards phone={phone} line={line} />}
      {!whose && can(LineFeature.eCTILINEFEATUREREMOTEOFFICE) && <RemoteOffice phone={phone} line={line} />}
    </details>
  );
}

function Forwards({ phone, line }: { phone: Phone; line: Line }) {
  const mode = useSignal(MODES.find((bit) => line.info.iForwardFeaturesUSER & bit) ?? 1);
  const { connection } = phone;
  async function add(form: HTMLFormElement) {
    const seconds = Number(typed(form, "seconds") || 0);
    const optionalParams = { ForwardMode: mode.value, ...(mode.value & NO_ANSWER ? { ForwardNoAnswerTime: seconds } : {}) };
    const argument = { u8sPhoneNumberFrom: line.id, u8sPhoneNumberTo: typed(form, "to"), optionalParams };
    if (typed(form, "to") && (await phone.attempt(connection.command("asnCtiSetForward", argument)))) form.reset();
  }
  function remove(forward: AsnLineForward) {
    const optionalParams = { ForwardMode: forward.iForwardMode, ForwardDestination: forward.u8sDestination };
    return phone.attempt(connection.command("asnCtiRemoveForward", { u8sPhoneNumberFrom: line.id, optionalParams }));
  }
  return (
    <div class="setting">
      <h3>{t("settings.forwards")}</h3>
      {line.forwards.length === 0 && <p class="hint">{t("settings.noForwards")}</p>}
      <ul class="forwards">
        {line.forwards.map((forward) => {
          const number = shown(forward.u8sDestination, phone.country.value);
          return (
            <li key={`${forward.iForwardMode} ${forward.u8sDestination}`}>
              <span>
                {textOf("forward", forward.iForwardMode, "forward.other")}: <strong>{number}</strong>
                {forward.iNoAnswerTime > 0 && ` (${forward.iNoAnswerTime} s)`}
              </span>
              <Button icon="close" class="small" aria-label={t("settings.remove", { number })} onClick={() => remove(forward)} />
            </li>
          );
        })}
      </ul>
      <form class="inline-form" aria-label={t("settings.add")} onSubmit={submitting(add)}>
        <Choice label={t("settings.when")} value={mode.value} onChange={(event) => (mode.value = Number(event.currentTarget.value))}>
          {MODES.filter((bit) => line.info.iForwardFeaturesUSER & bit).map((bit) => (
            <option key={bit} value={bit}>
              {textOf("forward", bit, "forward.other")}
            </option>
          ))}
        </Choice>
        <Field label={t("settings.to")} name="to" type="tel" />
        {(mode.value & NO_ANSWER) !== 0 && (
          <Field label={t("settings.after")} name="seconds" type="number" min={1} max={180} class="narrow" />
        )}
        <Button type="submit" icon="forward">
          {t("settings.add")}
        </Button>
      </form>
    </div>
  );
}

function RemoteOffice({ phone, line }: { phone: Phone; line: Line }) {
  const { iEnabled, u8sDestination, u8sController } = line.remoteOffice;
  function set(on: boolean, destination: string) {
    const remoteOfficeState = { u8sController, iEnabled: Number(on), u8sDestination: destination };
    const argument = { u8sLinePhoneNumber: line.id, remoteOfficeState };
    return phone.attempt(phone.connection.command("asnCtiLineSetRemoteOffice", argument));
  }
  return (
    <div class="setting">
      <h3>{t("settings.remote")}</h3>
      {iEnabled ? (
        <p class="spread">
          {t("settings.overNumber", { number: shown(u8sDestination, phone.country.value) })}
          <Button onClick={() => set(false, u8sDestination)}>{t("settings.turnOff")}</Button>
        </p>
      ) : (
        <form class="inline-form" aria-label={t("settings.remote")} onSubmit={submitting((form) => set(true, typed(form, "number")))}>
          <Field
            label={t("settings.remoteNumber")}
            name="number"
            type="tel"
            defaultValue={shown(u8sDestination, phone.country.value)}
            required
          />
          <Button type="submit" icon="office">
            {t("settings.turnOn")}
          </Button>
          <p class="hint wide">{t("settings.remoteHint")}</p>
        </form>
      )}
    </div>
  );
}
