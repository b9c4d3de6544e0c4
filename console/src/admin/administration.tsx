import type { Phone } from "../state/phone";

export function Administration({ tab }: { phone: Phone; tab: string }) {
  return <main id="content">{tab}</main>;
}
