// Small pieces that all views share.

import { signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { Icon, type IconName } from "./icons";

/** The time, once a second, for what runs on by itself. */
export const clock = signal(Date.now());
setInterval(() => (clock.value = Date.now()), 1000);

interface ButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "icon"> {
  icon?: IconName;
  look?: "primary" | "good" | "bad" | "plain";
  children?: ComponentChildren;
}

export function Button({ icon, look = "plain", children, class: more, ...rest }: ButtonProps) {
  return (
    <button type="button" class={`button ${look} ${more ?? ""}`} title={children ? undefined : rest["aria-label"]} {...rest}>
      {icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </button>
  );
}

interface FieldProps extends JSX.InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hidden?: boolean;
}

/** A labelled input; `hidden` keeps the label from sight only. */
export function Field({ label, hidden, class: more, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div class={`field ${more ?? ""}`}>
      <label for={id} class={hidden ? "unseen" : ""}>
        {label}
      </label>
      <input id={id} autocomplete="off" spellcheck={false} {...rest} />
    </div>
  );
}

interface ChoiceProps extends JSX.SelectHTMLAttributes<HTMLSelectElement> {
  label: string;
  hidden?: boolean;
}

export function Choice({ label, hidden, children, class: more, ...rest }: ChoiceProps) {
  const id = useId();
  return (
    <div class={`field ${more ?? ""}`}>
      <label for={id} class={hidden ? "unseen" : ""}>
        {label}
      </label>
      <select id={id} {...rest}>
        {children}
      </select>
    </div>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  on: boolean;
  disabled?: boolean;
  toggle(on: boolean): void;
}

export function Switch({ label, hint, on, disabled, toggle }: SwitchProps) {
  const id = useId();
  return (
    <div class="switch-row">
      <span>
        <span id={id}>{label}</span>
        {hint && <small id={`${id}h`}>{hint}</small>}
      </span>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={on}
        aria-labelledby={id}
        aria-describedby={hint ? `${id}h` : undefined}
        disabled={disabled}
        onClick={() => toggle(!on)}
      />
    </div>
  );
}

export function Section({ title, extra, children, class: more }: {
  title: string;
  extra?: ComponentChildren;
  children: ComponentChildren;
  class?: string;
}) {
  const id = useId();
  return (
    <section class={`panel ${more ?? ""}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {extra}
      </header>
      {children}
    </section>
  );
}

/** The value that was typed into the field of this name in a form. */
export function typed(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? "").trim();
}

/** What a form does: the page stays where it is. */
export function submitting(work: (form: HTMLFormElement) => unknown) {
  return (event: JSX.TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void work(event.currentTarget);
  };
}
