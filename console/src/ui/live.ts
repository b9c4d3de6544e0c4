// Data of the server that a view shows, beside what events tell: loaded when it opens, and again when asked to.

import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../i18n";

export interface Live<Data> {
  data: Signal<Data | null>;
  problem: Signal<string>;
  refresh(): Promise<void>;
}

/** Load with `load`, and again every `seconds` where they are given. `before` is what was loaded last. */
export function useLive<Data>(load: (before: Data | null) => Promise<Data>, seconds?: number): Live<Data> {
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
    if (seconds === undefined) return;
    const timer = setInterval(() => void refresh(), seconds * 1000);
    return () => clearInterval(timer);
  }, []);
  return { data, problem, refresh };
}
