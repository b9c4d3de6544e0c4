// Where the keyboard goes when the button that was pressed is no longer there.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Keep the focus in an element whose focused button went away; when all of it goes, `next` gets the focus. */
export function useKeptFocus(element: RefObject<HTMLElement>, next: () => HTMLElement | null | undefined): void {
  const last = useRef<Element | null>(null);
  const isLost = () => last.current !== null && document.activeElement === document.body;
  useLayoutEffect(() => {
    if (isLost() && !last.current?.isConnected) element.current?.querySelector("button")?.focus();
  });
  useLayoutEffect(() => {
    const whole = element.current;
    whole?.addEventListener("focusin", (event) => (last.current = event.target as Element));
    return () => {
      if (isLost() || whole?.contains(document.activeElement)) next()?.focus();
    };
  }, []);
}
