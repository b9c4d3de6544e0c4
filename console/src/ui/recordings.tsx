// Recorded calls that the user may hear: to play here, or to keep as a file.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { duration, moment, t } from "../i18n";
import { shown } from "../numbers";
import type { Phone } from "../state/phone";
import { recordings, sound, type Recording } from "../state/recordings";
import { Button, Section } from "./basics";
import { useLive } from "./live";
import { isRecorded, lineName } from "./wording";

const SHOWN = 100;
/** The file of a recording is whole a moment after the recording ended, that of a long one later. */
const LOOK_AFTER_MS = [1000, 5000];

export function Recordings({ phone }: { phone: Phone }) {
  const live = useLive(() => recordings(phone.connection.session));
  const underWay = phone.lines.value.flatMap((line) => line.calls.filter(isRecorded).map((call) => call.u8sConnectionID)).join(" ");
  useEffect(() => {
    const timers = LOOK_AFTER_MS.map((ms) => setTimeout(() => void live.refresh(), ms));
    return () => timers.forEach(clearTimeout);
  }, [underWay]);
  const found = live.data.value ?? [];
  return (
    <Section
      title={t("recordings.title")}
      class="recordings"
      extra={<Button icon="refresh" class="small" aria-label={t("recordings.refresh")} onClick={() => live.refresh()} />}
    >
      <p class="problem">{live.problem.value}</p>
      {found.length === 0 && <p class="hint">{t("recordings.none")}</p>}
      <ul>
        {found.slice(0, SHOWN).map((recording) => (
          <Row key={recording.id} phone={phone} recording={recording} />
        ))}
      </ul>
      {found.length > SHOWN && <p class="hint">{t("recordings.more", { count: SHOWN })}</p>}
    </Section>
  );
}

function Row({ phone, recording }: { phone: Phone; recording: Recording }) {
  const address = useSignal("");
  const playing = useSignal(false);
  useEffect(() => () => URL.revokeObjectURL(address.peek()), []);
  const line = phone.lines.value.find((it) => it.id === recording.line);
  const known = phone.recent.value.find((it) => it.id === recording.call)?.name;
  const name = known || shown(recording.remote_number, phone.country.value) || t("call.unknown");
  const where = line ? `${lineName(line, phone)} · ` : "";

  /** The sound as an address of this page alone. */
  async function load(): Promise<string> {
    if (!address.value) {
      const file = await phone.attempt(sound(phone.connection.session, recording.id));
      if (file) address.value = URL.createObjectURL(file);
    }
    return address.value;
  }
  async function play() {
    playing.value = (await load()) !== "";
  }
  async function save() {
    const href = await load();
    if (href) Object.assign(document.createElement("a"), { href, download: `${recording.id}.wav` }).click();
  }
  const at = moment(recording.started * 1000);
  return (
    <li>
      <span class="who">
        <strong>{name}</strong>
        <small>
          {where}
          {at} · {duration(Math.round(recording.seconds))}
        </small>
      </span>
      {!playing.value && <Button icon="retrieve" class="small" aria-label={t("recordings.play", { name, at })} onClick={play} />}
      <Button icon="pickup" class="small" aria-label={t("recordings.save", { name, at })} onClick={save} />
      {playing.value && <audio ref={focus} controls autoplay src={address.value} aria-label={t("recordings.sound", { name, at })} />}
    </li>
  );
}

/** The player stands where the button was pressed, so the keyboard goes on with it. */
function focus(player: HTMLAudioElement | null): void {
  player?.focus();
}
