// Data of the server that a view shows, loaded when it opens, again after changes and now and then.

import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { t } from "../i18n";
import type { Phone } from "../state/phone";
import { Refused } from "../wire/connection";
import { AdminApi } from "./api";

export interface Live<Data> {
  data: Signal<Data | null>;
  problem: Signal<string>;
  refresh(): Promise<void>;
}

export function useApi(phone: Phone): AdminApi {
  const { session } = phone.connection;
  return useMemo(() => new AdminApi(session), [session]);
}

/** Load with `load`, and again every `seconds`. `before` is what was loaded last. */
export function useLive<Data>(load: (before: Data | null) => Promise<Data>, seconds = 5): Live<Data> {
  const data = useSignal<Data | null>(null);
  const problem = useSignal("");
  async function refresh() {
    try {
      data.value = await load(data.peek());
      problem.value = "";
    } catch (error) {
      problem.value = t("admin.failed", { text: error instanceof Error ? error.message : String(error) });
    }
  }
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), seconds * 1000);
    return () => clearInterval(timer);
  }, []);
  return { data, problem, refresh };
}

/** Do a change, tell what became of it, and load again. Gives whether it was done. */
export async function changed(phone: Phone, work: Promise<void>, live: { refresh(): Promise<void> }): Promise<boolean> {
  let done = false;
  try {
    await work;
    done = true;
    phone.notify(t("admin.done"), "info");
  } catch (error) {
    phone.notify(error instanceof Refused ? sentence(error.message) : t("logon.network"), "error");
  }
  await live.refresh();
  return done;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
