// Tables that scroll inside their own region, so that the page never does sideways.

import type { ComponentChildren } from "preact";

export function Table({ label, head, children }: { label: string; head: string[]; children: ComponentChildren }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** The extension at the end of a number, which is what people call a line. */
export function short(line: { number: string; description: string }): string {
  return `${line.description || line.number} · ${line.number.slice(-3)}`;
}

/** The number inside a line's URI. */
export function numberOf(uri: string): string {
  return uri.replace(/^tel:/, "").replace(/@.*$/, "");
}
